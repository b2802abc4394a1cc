"""Enables profiles through the gateway as a customer's Python does: zeep, its addressing plug-in, a client certificate.

usage: zeep_client.py <WSDL> <authority.pem> <client.pem, or - for none> {plug-in, none} {<EID> <ICCID>}...
           [{Imsi, Msisdn}=<digits>]... [Username=<name> Password=<word>]

With an Imsi, an Msisdn or both, it gives the profiles this new subscription address instead.
With Username=<name> and Password=<word> it proves itself by a UsernameToken with the digest of the password.

Prints a line a call: "taken", for its result comes by callback, or what it was answered.
"""

import sys
import uuid

import requests
import zeep
from zeep.transports import Transport
from zeep.wsa import WsAddressingPlugin
from zeep.wsse.username import UsernameToken

wsdl, authority, certificate, addressing, *cards = sys.argv[1:]
address = dict(word.split("=") for word in cards if "=" in word)
username, password = address.pop("Username", None), address.pop("Password", None)
cards = [word for word in cards if "=" not in word]
function = "ES4-UpdateSubscriptionAddress" if address else "ES4-EnableProfile"
content = {"newSubscriptionAddress": address} if address else {}

session = requests.Session()
session.trust_env = False  # or REQUESTS_CA_BUNDLE would count more than verify
session.verify = authority
session.cert = None if certificate == "-" else certificate
try:
    client = zeep.Client(
        wsdl,
        transport=Transport(session=session),
        plugins=[WsAddressingPlugin()] if addressing == "plug-in" else [],
        wsse=UsernameToken(username, password, use_digest=True) if username else None,
    )
    for eid, iccid in zip(cards[::2], cards[1::2]):
        answer = client.service[function](
            FunctionCallIdentifier=str(uuid.uuid4()), Eid=eid, Iccid=iccid, **content
        )
        if answer is None:
            print("> taken")
        else:
            status = answer.FunctionExecutionStatus
            code = status.StatusCodeData
            print(">", status.Status, code.Subject, code.Reason)
except requests.exceptions.ConnectionError:
    print("> no connection")
except zeep.exceptions.Fault as fault:
    print("> fault", ", ".join(code.localname for code in fault.subcodes))
