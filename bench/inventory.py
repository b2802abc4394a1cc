#!/usr/bin/env python3
"""Writes an inventory CSV of N valid lines for tenant acme: bench/inventory.py 1000000 > inventory.csv"""
import sys


def luhn(digits):
    total = 0
    for i, c in enumerate(reversed(digits)):
        d = int(c) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    return str((10 - total % 10) % 10)


def main(count):
    out = sys.stdout
    out.write("tenant,eid,iccid,profileType,peer\n")
    for i in range(count):
        body = "894799%012d" % i
        number = "890490320051234512%012d" % i
        check = "%02d" % (98 - int(number + "00") % 97)
        out.write("acme,%s%s,%s%s,P9054-1,smdp-demo\n" % (number, check, body, luhn(body)))


main(int(sys.argv[1]))
