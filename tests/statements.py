"""Invented Finvoice invoices and camt.053 statements, as programs and banks write them."""

from __future__ import annotations

from typing import Final

from tests.billing import ACCOUNT

FINVOICE: Final = """<?xml version="1.0" encoding="ISO-8859-15"?>
<Finvoice Version="3.0">
  <SellerPartyDetails><SellerPartyIdentifier>2903124-9</SellerPartyIdentifier>
    <SellerOrganisationName>Kotisivutaivas Oy</SellerOrganisationName></SellerPartyDetails>
  <BuyerPartyDetails><BuyerPartyIdentifier>{business_id}</BuyerPartyIdentifier>
    <BuyerOrganisationName>Käytännön Ostaja Oy</BuyerOrganisationName></BuyerPartyDetails>
  <InvoiceDetails>
    <InvoiceTypeCode>{kind}</InvoiceTypeCode><InvoiceTypeText>Lasku</InvoiceTypeText><OriginCode>Original</OriginCode>
    <InvoiceNumber>{number}</InvoiceNumber><InvoiceDate Format="CCYYMMDD">20261001</InvoiceDate>
    {credits}
    <InvoiceTotalVatExcludedAmount AmountCurrencyIdentifier="EUR">{net}</InvoiceTotalVatExcludedAmount>
    <InvoiceTotalVatAmount AmountCurrencyIdentifier="EUR">{vat}</InvoiceTotalVatAmount>
    <InvoiceTotalVatIncludedAmount AmountCurrencyIdentifier="EUR">{total}</InvoiceTotalVatIncludedAmount>
    <VatSpecificationDetails><VatBaseAmount AmountCurrencyIdentifier="EUR">{net}</VatBaseAmount>
      <VatRatePercent>25,5</VatRatePercent><VatRateAmount AmountCurrencyIdentifier="EUR">{vat}</VatRateAmount></VatSpecificationDetails>
    <PaymentTermsDetails><InvoiceDueDate Format="CCYYMMDD">20261015</InvoiceDueDate></PaymentTermsDetails>
  </InvoiceDetails>
  <EpiDetails><EpiPaymentInstructionDetails>
    <EpiRemittanceInfoIdentifier IdentificationSchemeName="SPY">{reference}</EpiRemittanceInfoIdentifier>
    <EpiDateOptionDate Format="CCYYMMDD">20261015</EpiDateOptionDate>
  </EpiPaymentInstructionDetails></EpiDetails>
</Finvoice>
"""


def finvoice(number: str = "7001", **more: str) -> bytes:
    """An invoice of 100 € and tax of 25.5 %; Koivu's unless another is named."""
    told = {"business_id": "1572860-0", "kind": "INV01", "credits": "", "net": "100,00", "vat": "25,50", "total": "125,50"}
    return FINVOICE.format(**(told | {"number": number, "reference": "00000000000001232"} | more)).encode("iso-8859-15")


def framed(invoice: bytes) -> bytes:
    """An invoice as an operator sends it, after its frame."""
    return b'<SOAP-ENV:Envelope xmlns:SOAP-ENV="x"><SOAP-ENV:Body/></SOAP-ENV:Envelope>\n' + invoice


def entry(
    amount: str, inside: str, *, way: str = "CRDT", status: str = "<Sts>BOOK</Sts>", archive: str = "2610AAA1", more: str = ""
) -> str:
    """An entry of a statement."""
    reference = f"<AcctSvcrRef>{archive}</AcctSvcrRef>" if archive else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{more}{status}<BookgDt><Dt>2026-10-12</Dt></BookgDt>'
        f"{reference}<NtryDtls>{inside}</NtryDtls></Ntry>"
    )


def detail(
    reference: str = "", *, amount: str = "", archive: str = "", payer: str = "Maija Maksaja", version: int = 2, free: str = ""
) -> str:
    """What an entry tells of one payment."""
    name = f"<Nm>{payer}</Nm>" if version < 8 else f"<Pty><Nm>{payer}</Nm></Pty>"
    refs = f"<Refs><AcctSvcrRef>{archive}</AcctSvcrRef></Refs>" if archive else ""
    sums = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    if version >= 4 and amount:
        sums = f'<Amt Ccy="EUR">{amount}</Amt>'
    structured = f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>" if reference else ""
    unstructured = f"<Ustrd>{free}</Ustrd>" if free else ""
    return f"<TxDtls>{refs}{sums}<RltdPties><Dbtr>{name}</Dbtr></RltdPties><RmtInf>{unstructured}{structured}</RmtInf></TxDtls>"


def camt(*entries: str, version: int = 2, account: str = ACCOUNT, name: str = "S-1") -> bytes:
    """A statement."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.0{version}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>{name}</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{''.join(entries)}</Stmt>"
        "</BkToCstmrStmt></Document>"
    ).encode()
