-- needs: matrix
-- Class, purpose and retention of every column; the column grants of the purposes are made from this and the matrix.
set local role seloste_owner;

insert into dictionary.data_column (schema_name, table_name, column_name, class, purpose, retention)
select d.schema_name, d.table_name, c, d.class, d.purpose, d.retention
from (values
    ('register', 'unit', 'T', 'tell the units apart', 'technical', '{id,name}'),
    ('register', 'party', 'T', 'find and guard the row', 'technical', '{id,scope,sort_key,version,created_at,changed_at,marketable,merged_into}'),
    ('register', 'party', 'K1', 'know the customer', 'party',
        '{kind,name,language,status,since,ended_on,unit,protected,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'party', 'K3', 'tell customers of one name apart', 'party', '{town,postcode}'),
    ('register', 'party', 'K10', 'list by marketing permission', 'permission', '{permission}'),
    ('register', 'party', 'K13', 'restriction of processing, GDPR 18', 'party', '{restricted}'),
    ('register', 'party_name', 'T', 'find and guard the row', 'technical', '{id,party,scope,version}'),
    ('register', 'party_name', 'K1', 'know the customer by its other names', 'party',
        '{name,type,valid_from,valid_to,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'identifier', 'T', 'find and guard the row', 'technical', '{id,party,scope,version}'),
    ('register', 'identifier', 'K1', 'identify the customer', 'party',
        '{scheme,value,operator,verified_on,verified_how,needed_for,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'address', 'T', 'find and guard the row', 'technical', '{id,party,scope,guarded,version}'),
    ('register', 'address', 'K3', 'invoices, post and visits', 'contact',
        '{kind,co,street,number,entrance,apartment,po_box,postcode,town,town_sv,country,valid_from,valid_to,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'merging', 'T', 'find and guard the row', 'technical', '{id,party,scope,dropped}'),
    ('register', 'merging', 'K1', 'tell when two customers were taken for one', 'party', '{merged_at,merged_by,undone_at,undone_by}'),
    ('register', 'merging', 'K14', 'undo that two customers were taken for one', 'party', '{op,versions}'),
    ('register', 'person', 'T', 'find the row', 'technical', '{id,version}'),
    ('register', 'person', 'K9', 'know who acts for the customer', 'person',
        '{given_names,family_name,title,language,told_on,told_how,contacted_on,heard_on,disclosed_on,tell_by,tell_why,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'person_role', 'T', 'find and guard the row', 'technical', '{id,person,party,scope,version}'),
    ('register', 'person_role', 'K9', 'know who may order and hear what', 'person',
        '{role,service,host,legal_basis,may_order,may_hear,named_by,valid_from,valid_to,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'contact_point', 'T', 'find and guard the row', 'technical', '{id,party,person,scope,version,marketable}'),
    ('register', 'contact_point', 'K2', 'reach the customer', 'contact',
        '{kind,given,normal,verified_on,bounced_on,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'financial_year', 'T', 'count how long vouchers are held', 'technical', '{starts_on,ends_on}'),
    ('register', 'invoice', 'T', 'find and guard the row', 'technical', '{id,party,scope,credits,version}'),
    ('register', 'invoice', 'K6', 'bill the customer', 'invoice',
        '{kind,number,issued_on,due_on,net,vat,total,vat_lines,currency,reference,reference_key,reason,financial_year_ends_on,hold_until,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'controller', 'T', 'say who answers for the register', 'technical',
        '{only_one,name,business_id,vat_id,street,postcode,town,phone,email,ibans}'),
    ('register', 'voucher_series', 'T', 'number credit notes without a gap', 'technical', '{year_ends_on,last}'),
    ('register', 'payment', 'T', 'find and guard the row', 'technical', '{id,party,scope,version}'),
    ('register', 'payment', 'K6', 'know what was paid', 'invoice',
        '{received_on,amount,reference,payer,message,account,archive_id,financial_year_ends_on,hold_until,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'allocation', 'T', 'find and guard the row', 'technical', '{id,party,scope,payment,invoice,version}'),
    ('register', 'allocation', 'K6', 'know which invoice was paid', 'invoice', '{amount,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'reminder', 'T', 'find and guard the row', 'technical', '{id,party,scope,invoice,version}'),
    ('register', 'reminder', 'K6', 'know when the customer was reminded', 'invoice',
        '{step,sent_on,fee,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'dispute', 'T', 'find and guard the row', 'technical', '{id,party,scope,invoice,version}'),
    ('register', 'dispute', 'K6', 'know what the customer contests', 'invoice',
        '{opened_on,reason,closed_on,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'interaction', 'T', 'find and guard the row', 'technical', '{id,party,scope,version}'),
    ('register', 'interaction', 'K8', 'help the customer, and know what was said', 'interaction',
        '{person,service,at,channel,direction,verified,summary,staff,follow_up_on,closed_on,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'product_group', 'T', 'similar products', 'technical', '{code,fi,en}'),
    ('register', 'product', 'T', 'what is sold', 'technical', '{code,fi,en,product_group,state,price,period,version}'),
    ('register', 'product_price', 'T', 'what was sold at which price', 'technical', '{id,product,starts_on,price}'),
    ('register', 'service', 'T', 'find and guard the row', 'technical', '{id,party,scope,version}'),
    ('register', 'service', 'K5', 'produce and bill the services', 'party',
        '{product,product_group,name,state,starts_on,ends_on,price,host,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'domain', 'T', 'find and guard the row', 'technical', '{id,party,scope,version}'),
    ('register', 'domain', 'K5', 'keep domains alive', 'party',
        '{name,registry,expires_on,registrant,technical,service,ended_on,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'host', 'T', 'find the row', 'technical', '{id,version}'),
    ('register', 'host', 'K5', 'know what runs where', 'technical', '{name,kind,runs,place,state,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'host_need', 'T', 'find the row', 'technical', '{id,version}'),
    ('register', 'host_need', 'K5', 'know what a fault hits', 'technical', '{host,needs,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'consent_wording', 'T', 'what was asked', 'technical', '{version,valid_from,fi,sv,en}'),
    ('register', 'marketing_permission', 'T', 'find and guard the row', 'technical', '{id,party,person,scope}'),
    ('register', 'marketing_permission', 'K10', 'proof of permission and refusal', 'permission',
        '{channel,state,section,product_group,how,wording,evidence,taken_at,taken_by,purpose,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'suppression', 'K10', 'market to nobody who refused', 'suppression',
        '{id,channel,value_hash,since,origin,lifted_at,lifted_by,version}'),
    ('register', 'source_claim', 'T', 'find and guard the row', 'technical', '{id,party,scope,guarded,version}'),
    ('register', 'source_claim', 'K1', 'decide between sources that differ', 'party',
        '{datum,customer_said,standing,decided_by,decided_on,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'source_claim', 'K3', 'decide between addresses that differ', 'contact', '{address_said}'),
    ('register', 'source_claim', 'K2', 'decide between numbers that differ', 'contact', '{contact_said}'),
    ('register', 'source_claim', 'K11', 'ask once about facts of a company that were left', 'firmographic', '{firm_said}'),
    ('register', 'credit_check', 'T', 'find and guard the row', 'technical', '{id,party,scope,version}'),
    ('register', 'credit_check', 'K7', 'decide whether to give credit', 'credit_check',
        '{asked_on,asked_for,requester,outcome,decision,decided_by,decided_on,told_on,expires_on,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('register', 'firmographic', 'T', 'find and guard the row', 'technical', '{id,party,scope,version}'),
    ('register', 'firmographic', 'K11', 'serve a company by its size and trade', 'firmographic',
        '{legal_form,industry,industry_set,turnover,staff,offices,website,as_of,source,source_ref,obtained_on,obtained_by,confirmed_on}'),
    ('secret', 'identity_code', 'T', 'find and guard the row', 'technical', '{party,scope,identifier}'),
    ('secret', 'identity_code', 'K4', 'tell the person from others with certainty', 'identity_code', '{code}'),
    ('secret', 'suppression_key', 'T', 'hash suppressed values', 'suppression', '{only_one,key}'),
    ('staff', 'login', 'K14', 'personal user IDs', 'staff', '{login,person,language,proof,granted_by,granted_at,ends_on,ended_at,ended_by,password_at,password_by}'),
    ('staff', 'purpose_grant', 'K14', 'purposes of a login', 'staff', '{login,purpose,granted_by,granted_at}'),
    ('staff', 'unit_grant', 'K14', 'units of a login', 'staff', '{login,unit,granted_by,granted_at}'),
    ('audit', 'ticket', 'K14', 'open one card at a time', 'read_log', '{id,login,purpose,party,host,act,reason,opened_at,until,xid}'),
    ('audit', 'pace', 'K14', 'count the cards a login opens', 'read_log', '{login,taken_at}'),
    ('audit', 'read_log', 'K14', 'log of reads', 'read_log', '{seq,at,login,purpose,act,party,shown,term,count,reason,xid,leaf}'),
    ('audit', 'change_log', 'K14', 'log of changes', 'change_log',
        '{seq,at,login,purpose,op,undoes,table_name,row_id,party,act,diff,xid,leaf,salt,digest}'),
    ('audit', 'external_fetch', 'K14', 'tell what was asked of outside sources', 'external_fetch',
        '{id,at,login,purpose,source,query,party,payload_hash,found,differences,accepted,op,settled_at}'),
    ('audit', 'batch', 'T', 'seal the logs', 'change_log', '{id,log,members,leaves,root,previous,head,sealed_at}'),
    ('audit', 'sealer', 'T', 'seal the logs', 'change_log', '{log,pending_from}'),
    ('search', 'token', 'K1', 'find the customer', 'party', '{scope,token,party}'),
    ('search', 'word', 'K1', 'find in spite of typing errors', 'party', '{scope,word}'),
    ('search', 'suffix', 'K1', 'find by a part of a word', 'party', '{scope,suffix,word}'),
    ('search', 'deletion', 'K1', 'find in spite of typing errors', 'party', '{scope,deletion,word}'),
    ('search', 'tally', 'T', 'count without counting', 'technical', '{scope,figure,count}'),
    ('search', 'settled', 'T', 'let a day end', 'technical', '{only_one,day}'),
    ('desk', 'draft', 'K14', 'lose nothing that was typed', 'draft', '{id,login,purpose,party,kind,title,fields,kept_at}'),
    ('desk', 'operation', 'K14', 'do each save once', 'draft', '{op,login,at,asked,answer}'),
    ('desk', 'import', 'K14', 'bring in a file once, and undo it', 'import',
        '{id,login,purpose,at,kind,file,header,mapping,staged,checked,whole,counts,todo,applied,undone,kept}'),
    ('desk', 'import_row', 'K14', 'show what a row would do before it does', 'import',
        '{import,row,login,purpose,cells,wanted,key,outcome,why,customer,plan,alike,xid,op,undone_by}'),
    ('desk', 'import_mapping', 'T', 'read the next file like the last', 'technical', '{kind,name,login,at,mapping}'),
    ('desk', 'export', 'K14', 'hand out what was asked for', 'export', '{id,login,purpose,at,disclosure,fields,parties,xid}'),
    ('audit', 'disclosure', 'K13', 'say what was disclosed to whom, GDPR 30', 'disclosure',
        '{id,at,login,purpose,kind,recipient,country,basis,reason,format,fields,count}'),
    ('desk', 'many', 'K14', 'do to many what was shown, and undo it', 'draft',
        '{id,login,purpose,at,change,parties,handled,changed,ops,undone,restored,kept}')
) d (schema_name, table_name, class, purpose, retention, columns)
cross join lateral unnest(d.columns::text[]) c;

insert into dictionary.data_column (schema_name, table_name, column_name, class, purpose, retention)
select 'dictionary', c.table_name, c.column_name, 'T', 'the data dictionary', 'technical'
from information_schema.columns c
where c.table_schema = 'dictionary';

-- What a purpose may read of the register's tables, column by column.
do $$
declare
    granted record;
begin
    for granted in select purpose from dictionary.purpose loop
        execute format('revoke all on all tables in schema register from %I', granted.purpose);
        execute format('grant usage on schema register, dictionary, value, api, rules to %I', granted.purpose);
    end loop;
    for granted in
        select p.purpose, dc.table_name,
            string_agg(quote_ident(dc.column_name), ', ' order by dc.column_name) as columns
        from dictionary.data_column dc
        cross join dictionary.purpose p
        left join dictionary.purpose_class pc on pc.purpose = p.purpose and pc.class = dc.class
        left join dictionary.purpose_column own
            on own.purpose = p.purpose and own.table_name = dc.table_name and own.column_name = dc.column_name
        where dc.schema_name = 'register' and dc.table_name not in ('suppression', 'merging', 'voucher_series') and p.purpose <> 'seloste_main_user'
            and coalesce(own.may_read, pc.may_read, false)
        group by 1, 2
    loop
        execute format('grant select (%s) on register.%I to %I', granted.columns, granted.table_name, granted.purpose);
    end loop;
end
$$;
