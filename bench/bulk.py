#!/usr/bin/env python3
"""Sends a file of N orders to a running demo and prints how it goes: bench/bulk.py 100000 [--url http://127.0.0.1:8080] [--pid PID]

Start the demo with the memory in question, such as: java -Xmx256m -jar target/rsp-routes.jar --spring.profiles.active=demo
--rsp.peers.smdp-demo.max-rate=10000/s. With --pid the process's resident memory is printed too. Ends when the job has.
"""
import argparse
import json
import time
import urllib.request


def call(args, method, path, body=None):
    request = urllib.request.Request(args.url + path, method=method, data=body, headers={"Authorization": "Bearer demo-acme", "Content-Type": "text/csv"})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def memory(pid):
    with open("/proc/%s/status" % pid) as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("orders", type=int)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--pid")
    args = parser.parse_args()
    began = time.time()
    text = "ref,function,profileType\n" + "".join("r%d,downloadOrder,P9054-1\n" % i for i in range(args.orders))
    job = call(args, "POST", "/rsp/v1/bulk-jobs?name=bench.csv", text.encode())["id"]
    while True:
        time.sleep(10)
        try:
            now = call(args, "GET", "/rsp/v1/bulk-jobs/" + job)
        except OSError as e:
            print("%6d s  %s" % (time.time() - began, e), flush=True)
            continue
        resident = "  %d MB" % memory(args.pid) if args.pid else ""
        print("%6d s  %s  checked %s  percent %s  rate %s/s  left %s s%s" % (time.time() - began, now["state"], now.get("checked", now.get("lines")), now.get("percent", 0), now.get("rate", 0), now.get("secondsLeft", "-"), resident), flush=True)
        if "finishedAt" in now:
            print(json.dumps(now))
            return


main()
