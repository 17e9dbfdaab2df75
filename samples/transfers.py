#!/usr/bin/env python3
"""Writes transfers.json: a block of five plain transfers on a state of nine accounts, with its witness.

  transfers.py OUT

The header is computed here from the rules of the fork (Osaka, on mainnet's schedule), not taken from the guest: the guest
accepting the block is a test of both. The accounts are in the style of ethereum/tests; the first sender is theirs.
"""
import hashlib, json, os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../guests/evm/tests"))
from rules import BEACON, EMPTY_ROOT, EXITS, HISTORY, MERGES, NO_OMMERS, address, sign
from run import keccak, rlp, trie

# The system contracts' code: EIP-4788, EIP-2935, EIP-7002, EIP-7251.
BEACON_CODE = bytes.fromhex(
    "3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c"
    "575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500")
HISTORY_CODE = bytes.fromhex(
    "3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611f"
    "ff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500")
EXITS_CODE = bytes.fromhex(
    "3373fffffffffffffffffffffffffffffffffffffffe1460cb5760115f54807fffffffffffffffffffffffffffffffffffffffffffffffff"
    "ffffffffffffffff146101f457600182026001905f5b5f82111560685781019083028483029004916001019190604d565b90939004925050"
    "5036603814608857366101f457346101f4575f5260205ff35b34106101f45760015460010160015560035480600302600401338155600101"
    "5f35815560010160203590553360601b5f5260385f601437604c5fa0600101600355005b6003546002548082038060101160df575060105b"
    "5f5b8181146101835782810160030260040181604c02815460601b8152601401816001015481526020019060020154807fffffffffffffff"
    "ffffffffffffffffff00000000000000000000000000000000168252906010019060401c908160381c81600701538160301c816006015381"
    "60281c81600501538160201c81600401538160181c81600301538160101c81600201538160081c81600101535360010160e1565b91018092"
    "1461019557906002556101a0565b90505f6002555f6003555b5f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "ffffffffff14156101cd57505f5b6001546002828201116101e25750505f6101e8565b01600290035b5f555f600155604c025ff35b5f5ffd")
MERGES_CODE = bytes.fromhex(
    "3373fffffffffffffffffffffffffffffffffffffffe1460d35760115f54807fffffffffffffffffffffffffffffffffffffffffffffffff"
    "ffffffffffffffff1461019a57600182026001905f5b5f82111560685781019083028483029004916001019190604d565b90939004925050"
    "50366060146088573661019a573461019a575f5260205ff35b341061019a5760015460010160015560035480600402600401338155600101"
    "5f358155600101602035815560010160403590553360601b5f5260605f60143760745fa0600101600355005b600354600254808203806002"
    "1160e7575060025b5f5b8181146101295782810160040260040181607402815460601b815260140181600101548152602001816002015481"
    "526020019060030154905260010160e9565b910180921461013b5790600255610146565b90505f6002555f6003555b5f54807fffffffffff"
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffff141561017357505f5b6001546001828201116101885750505f61018e56"
    "5b01600190035b5f555f6001556074025ff35b5f5ffd")

A_KEY = 0x45A915E4D060149EB4365960E6A7A45F334393093061116B197E3240065FF2D8
B_KEY = 0x2D2719C6A828911ED0C50D5A6C637B63353E77CF57EA80B8E90E630C4687E9C5
A, B = address(A_KEY), address(B_KEY)
COINBASE = bytes.fromhex("2adc25665018aa1fe0e6bc666dac8fc2697ff9ba")
OLD, NEW, NEWER = b"\xc0" + b"\x01" * 19, b"\xc0" + b"\x02" * 19, b"\xc0" + b"\x03" * 19
ETHER, GWEI = 10**18, 10**9
TIME, BASE_FEE, GAS_LIMIT = 1767747671 + 1200, 7, 60000000
BEACON_ROOT = keccak(b"beacon")
HISTORY_SIZE = 8191


def account(balance, nonce=0, code=b"", storage=None):
    return dict(balance=balance, nonce=nonce, code=code, storage=storage or {})


def state_trie(state):
    """The root and all nodes of a state."""
    nodes, leaves = [], {}
    for a, x in state.items():
        root, inner = trie({keccak(k.to_bytes(32, "big")): rlp(v) for k, v in x["storage"].items()})
        nodes += inner
        leaves[keccak(a)] = rlp([x["nonce"], x["balance"], root, keccak(x["code"])])
    root, inner = trie(leaves)
    return root, nodes + inner


def list_root(items):
    return trie({rlp(i): x for i, x in enumerate(items)})[0]


def transaction(kind, key, nonce, to, value):
    """As a block's body holds it: type 0 with EIP-155, 1 or 2. The tip is one gwei."""
    if kind == 0:
        fields = [nonce, GWEI + BASE_FEE, 21000, to, value, b""]
        v, r, s = sign(key, keccak(rlp(fields + [1, 0, 0])))
        return fields + [37 + v, r, s]
    fee = [GWEI + BASE_FEE] if kind == 1 else [GWEI, 2 * GWEI]
    fields = [1, nonce] + fee + [21000, to, value, b"", []]
    return bytes([kind]) + rlp(fields + list(sign(key, keccak(bytes([kind]) + rlp(fields)))))


def main():
    pre = {
        A: account(100 * ETHER), B: account(10 * ETHER, 7), COINBASE: account(1), OLD: account(5 * ETHER, 1),
        b"\xc0" + b"\x04" * 19: account(3, 0, b"\x00", {1: 2, 3: 4}),
        BEACON: account(0, 1, BEACON_CODE), HISTORY: account(0, 1, HISTORY_CODE), EXITS: account(0, 1, EXITS_CODE),
        MERGES: account(0, 1, MERGES_CODE),
    }
    root, nodes = state_trie(pre)

    def header(parent, number, time, **f):
        f = dict(dict(state=root, txs=EMPTY_ROOT, receipts=EMPTY_ROOT, gas=GAS_LIMIT // 2), **f)
        return rlp([parent, NO_OMMERS, COINBASE, f["state"], f["txs"], f["receipts"], bytes(256), 0, number, GAS_LIMIT, f["gas"],
                    time, b"zkfp", keccak(b"randao"), bytes(8), BASE_FEE, EMPTY_ROOT, 0, 0, BEACON_ROOT, hashlib.sha256().digest()])

    parent = header(keccak(b"grandparent"), 1, TIME - 12)  # half full, so the base fee stays

    post = {a: dict(x, storage=dict(x["storage"])) for a, x in pre.items()}
    transfers = [(2, A_KEY, OLD, ETHER), (2, A_KEY, NEW, 2 * ETHER), (0, B_KEY, A, 3 * ETHER), (1, B_KEY, NEWER, 4 * ETHER),
                 (2, A_KEY, B, 5 * ETHER)]
    txs, receipts = [], []
    for i, (kind, key, to, value) in enumerate(transfers):
        sender = post[address(key)]
        txs.append(transaction(kind, key, sender["nonce"], to, value))
        sender["nonce"] += 1
        sender["balance"] -= value + 21000 * (GWEI + BASE_FEE)
        post.setdefault(to, account(0))["balance"] += value
        post[COINBASE]["balance"] += 21000 * GWEI
        receipt = rlp([1, 21000 * (i + 1), bytes(256), []])
        receipts.append(bytes([kind]) + receipt if kind else receipt)
    # The system calls: the beacon root and its time, the parent's hash. The request queues are empty and stay so.
    slot = TIME % HISTORY_SIZE
    post[BEACON]["storage"] = {slot: TIME, slot + HISTORY_SIZE: int.from_bytes(BEACON_ROOT, "big")}
    post[HISTORY]["storage"] = {1: int.from_bytes(keccak(parent), "big")}

    encoded = [rlp(t) if isinstance(t, list) else t for t in txs]
    head = header(keccak(parent), 2, TIME, state=state_trie(post)[0], txs=list_root(encoded), receipts=list_root(receipts),
                  gas=21000 * len(txs))
    body = rlp(txs) + rlp([]) + rlp([])
    n = len(head) + len(body)
    block = bytes([0xF9]) + n.to_bytes(2, "big") + head + body
    codes = [x["code"] for x in pre.values() if x["code"]]
    text = lambda xs: ["0x" + x.hex() for x in xs]
    with open(sys.argv[1], "w") as f:
        json.dump({"chainId": 1, "blockRlp": "0x" + block.hex(),
                   "witness": {"state": text(nodes), "codes": text(codes), "keys": [], "headers": text([parent])}}, f, indent=2)
        f.write("\n")


if __name__ == "__main__":
    main()
