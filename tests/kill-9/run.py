#!/usr/bin/env python3
"""Kills the roles of a rollup with SIGKILL at random points, starts them again, and checks that nothing was done twice.

    run.py [--points 100] [--seed N] [--zkfp PATH] [--keep FOLDER]

A local L1 (anvil, a block a second), `zkfp l1 deploy`, `zkfp pool register`, four sequencers (three of whom sign anything), a proposer whose
second claim is wrong, and a validator that proves it. Each process, the deployment's and the registrations' too, is killed after random
times until so many points were reached; then all go on to the end. The end state must be that of a run that nobody killed: right roots,
every claim final, the signers of the wrong claim slashed once, the validator paid once, every balance adding up, one transaction in a
block for each purpose, one message signed for each serial. Prints its seed. Last line: `N passed, N failed`.
"""
import argparse, glob, json, os, random, signal, socket, sqlite3, subprocess, sys, tempfile, time, urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
UNIT = 10**18
STAKE = 20_000 * UNIT
L2 = 424242
COUNTER = "0x00000000000000000000000000000000000c0de1"
BURN = "0x000000000000000000000000000000000000dead"
SUPPLY = 1_000_000_000 * UNIT


def fail(text):
    print(f"FAILED: {text}")
    print("0 passed, 1 failed")
    sys.exit(1)


def expect(holds, text):
    if not holds:
        fail(text)


def rpc(url, method, *params):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    answer = json.load(urllib.request.urlopen(request, timeout=30))
    if "error" in answer:
        raise RuntimeError(f"{method}: {answer['error']}")
    return answer["result"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class World:
    def __init__(self, options):
        self.random = random.Random(options.seed)
        self.points, self.left = 0, options.points
        self.roles_left = options.points - options.points // 3  # at most a third of them before the roles run
        self.zkfp = options.zkfp
        self.folder = options.keep or tempfile.mkdtemp(prefix="zkfp-kill-")
        os.makedirs(self.folder, exist_ok=True)
        self.cast = glob.glob(f"{ROOT}/contracts/node_modules/@foundry-rs/cast-*/bin/cast")[0]
        anvil = glob.glob(f"{ROOT}/contracts/node_modules/@foundry-rs/anvil-*/bin/anvil")[0]
        port = free_port()
        self.l1 = f"http://127.0.0.1:{port}"
        self.processes = {}
        self.anvil = subprocess.Popen(
            [anvil, "--port", str(port), "--hardfork", "osaka", "--chain-id", "31337", "--silent", "--accounts", "1", "--block-time", "1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(600):
            try:
                rpc(self.l1, "eth_chainId")
                return
            except OSError:
                time.sleep(0.1)
        fail("anvil does not answer")

    def path(self, name):
        return os.path.join(self.folder, name)

    def key(self, name):
        path = self.path(f"{name}.key")
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write("01" + self.random.randbytes(31).hex())
        return path

    def address(self, path):
        secret = open(path).read()
        return subprocess.run([self.cast, "wallet", "address", "--private-key", secret], check=True, capture_output=True, text=True).stdout.strip().lower()

    def account(self, name):
        path = self.key(name)
        address = self.address(path)
        rpc(self.l1, "anvil_setBalance", address, hex(1000 * UNIT))
        return path, address

    def start(self, name, arguments):
        log = open(self.path(f"{name}.log"), "a")
        return subprocess.Popen([self.zkfp, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT)

    def killed(self, name, after):
        self.points += 1
        self.left -= 1
        print(f"  point {self.points}: {name} killed after {after:.2f} s", flush=True)

    def command(self, name, *arguments, most=6.0):
        """Runs a command to its end, after killing it once or twice on the way."""
        kills = self.random.choice([0, 1, 1, 2])
        while True:
            process = self.start(name, arguments)
            after = self.random.uniform(0.1, most)
            if kills > 0 and self.left > self.roles_left:
                kills -= 1
                try:
                    process.wait(after)
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    self.killed(name, after)
                    continue
            process.wait()
            if process.returncode == 0:
                return
            fail(f"{name} ends with {process.returncode}: {open(self.path(name + '.log')).read()[-800:]}")

    def role(self, name, arguments, most):
        self.processes[name] = [self.start(name, arguments), arguments, time.time() + self.random.uniform(0.2, most), most, time.time()]

    def tick(self):
        """Kills whose time has come, and starts again who is not there."""
        for name, role in self.processes.items():
            process, arguments, at, most, begun = role
            if process.poll() is not None:
                fail(f"{name} ended by itself with {process.returncode}: {open(self.path(name + '.log')).read()[-800:]}")
            if self.left > 0 and time.time() >= at:
                process.send_signal(signal.SIGKILL)
                process.wait()
                self.killed(name, time.time() - begun)
                role[0] = self.start(name, arguments)
                role[2] = time.time() + self.random.uniform(0.2, most)
                role[4] = time.time()

    def call(self, to, signature, *arguments):
        data = subprocess.run([self.cast, "calldata", signature.split(":")[0], *map(str, arguments)], check=True, capture_output=True, text=True).stdout.strip()
        return rpc(self.l1, "eth_call", {"to": to, "data": data}, "latest")

    def number(self, to, signature, *arguments):
        return int(self.call(to, signature, *arguments), 16)

    def send_as(self, sender, to, signature, *arguments):
        data = subprocess.run([self.cast, "calldata", signature, *map(str, arguments)], check=True, capture_output=True, text=True).stdout.strip()
        rpc(self.l1, "anvil_impersonateAccount", sender)
        hash_ = rpc(self.l1, "eth_sendTransaction", {"from": sender, "to": to, "data": data})
        while (receipt := rpc(self.l1, "eth_getTransactionReceipt", hash_)) is None:
            time.sleep(0.1)
        expect(receipt["status"] == "0x1", f"{signature} failed")

    def close(self):
        for role in self.processes.values():
            role[0].kill()
        self.anvil.kill()


def run(world):
    user = world.key("user")
    user_address = world.address(user)
    genesis = world.path("genesis.json")
    json.dump({
        "chainId": L2, "beneficiary": "0x00000000000000000000000000000000000fee55", "bridge": "0x00000000000000000000000000000000000b41d6",
        # slot 0 += 1
        "alloc": {COUNTER: {"nonce": "0x1", "code": "0x5f546001015f5500"}, user_address: {"balance": hex(100 * UNIT)}},
    }, open(genesis, "w"))
    deployer_key, deployer = world.account("deployer")
    attester_key, attester = world.account("attester")
    rollup = world.path("rollup.json")
    common = ["--rpc", world.l1]
    world.command("deploy", "l1", "deploy", *common, "--key", deployer_key, "--store", world.path("deployer.db"), "--genesis", genesis,
                  "--attester", attester, "-o", rollup, most=20)
    at = json.load(open(rollup))["contracts"]
    common += ["--rollup", rollup]
    print(f"game {at['game']}", flush=True)

    # stake
    signing = []
    for i in range(4):
        owner_key, owner = world.account(f"owner-{i + 1}")
        world.send_as(deployer, at["token"], "transfer(address,uint256)", owner, STAKE)
        signing.append(world.key(f"signing-{i + 1}"))
        world.command(f"register-{i + 1}", "pool", "register", "20000", *common, "--key", owner_key, "--store", world.path(f"owner-{i + 1}.db"),
                      "--signing-key", signing[i])
    world.command("rotate", "pool", "rotate", *common, "--key", owner_key, "--store", world.path("owner-4.db"))
    expect(world.number(at["pool"], "validators()") == 4 and world.number(at["pool"], "set()") == 1, "four sequencers, each registered once, in one set")

    # roles
    proposer_key, proposer = world.account("proposer")
    validator_key, validator = world.account("validator")
    ports = [free_port() for _ in range(5)]
    for i in range(4):
        world.role(f"sequencer-{i + 1}", [
            "sequencer", *common, "--store", world.path(f"sequencer-{i + 1}.db"), "--signing-key", signing[i], "--poll", "0.5",
            "--listen", f"127.0.0.1:{ports[i]}", "--proposer", proposer] + (["--bribed"] if i < 3 else []), 30)
    world.role("proposer", [
        "proposer", *common, "--store", world.path("proposer.db"), "--key", proposer_key, "--listen", f"127.0.0.1:{ports[4]}", "--poll", "0.5",
        "--forge", "root@2"] + [x for p in ports[:4] for x in ("--signer", f"http://127.0.0.1:{p}")], 30)
    world.role("validator", [
        "validator", *common, "--store", world.path("validator.db"), "--key", validator_key, "--attester-key", attester_key,
        "--proofs", world.path("proofs"), "--auto-prove", "--poll", "0.5"], 90)

    # transactions of L2, until all points are used and the wrong claim is behind us
    submitted, next_at, began = 0, 0.0, time.time()
    while True:
        world.tick()
        time.sleep(0.1)
        head = world.call(at["game"], "head()")[2:]
        serial = int(head[64:128], 16)
        faults = rpc(world.l1, "eth_getLogs", {"address": at["game"], "fromBlock": "0x0", "topics": [subprocess.run(
            [world.cast, "keccak", "Faulted(uint256,bytes32,uint256,address,(uint64,uint64,bytes32,bytes32,uint64,uint64,bytes32,bytes32,uint16,uint16,"
             "bytes32,bytes32,uint32,uint256,bytes32,bytes32,bytes4,uint40,uint32,uint8,bytes32))"], check=True, capture_output=True, text=True).stdout.strip()]})
        if world.left <= 0 and serial >= 4 and faults:
            break
        expect(time.time() - began < 3600, f"no end after an hour: serial {serial}")
        if time.time() < next_at:
            continue
        raw = subprocess.run([world.cast, "mktx", "--private-key", open(user).read(), "--chain", str(L2), "--nonce", str(submitted), "--gas-limit", "100000",
                              "--gas-price", "2gwei", "--priority-gas-price", "1", COUNTER, "0x"], check=True, capture_output=True, text=True).stdout.strip()
        try:
            rpc(f"http://127.0.0.1:{ports[4]}", "eth_sendRawTransaction", raw)
            submitted += 1
            next_at = time.time() + 3
        except (OSError, RuntimeError):
            next_at = time.time() + 0.5  # killed; the same one again
    print(f"{submitted} transactions, serial {serial}; all go on to the end", flush=True)

    # what waits is proposed, then time passes
    tip = lambda: int(world.call(at["game"], "head()")[2 + 256:2 + 320], 16)
    l2 = f"http://127.0.0.1:{ports[4]}"
    while True:
        world.tick()
        try:
            if int(rpc(l2, "eth_getTransactionCount", user_address, "latest"), 16) == submitted and int(rpc(l2, "eth_blockNumber"), 16) == tip():
                break
        except (OSError, RuntimeError):
            pass
        expect(time.time() - began < 3600, "the last transactions are not proposed")
        time.sleep(0.5)
    rpc(world.l1, "evm_increaseTime", 8 * 86400)
    claims = lambda: [int(world.call(at["game"], "head()")[2 + 64 * i:66 + 64 * i], 16) for i in (0, 2)]
    while True:
        world.tick()
        n, final = claims()
        if final == n - 1 and world.number(at["token"], "balanceOf(address)", validator) != 0:
            break
        expect(time.time() - began < 3600, f"{final} of {n - 1} claims are final")
        time.sleep(0.5)
    time.sleep(3)  # whoever would pay twice has time to do it
    check(world, at, validator, deployer, n - 1, submitted, user_address, l2)


def check(world, at, validator, deployer, claims, submitted, user, l2):
    balance = lambda who: world.number(at["token"], "balanceOf(address)", who)
    slashed = 3 * STAKE  # those who signed the wrong claim, and no more
    wanted = {"pool": (at["pool"], STAKE), "vault": (at["vault"], 0), "validator": (validator, slashed // 2), "burned": (BURN, slashed // 2),
              "deployer": (deployer, SUPPLY - 4 * STAKE)}
    for name, (who, amount) in wanted.items():
        expect(balance(who) == amount, f"{name} has {balance(who)}, expected {amount}")
    expect(sum(amount for _, amount in wanted.values()) == SUPPLY, "balances do not add up")
    topic = lambda text: subprocess.run([world.cast, "keccak", text], check=True, capture_output=True, text=True).stdout.strip()
    logs = lambda address, text: rpc(world.l1, "eth_getLogs", {"address": address, "fromBlock": "0x0", "topics": [topic(text)]})
    expect(len(logs(at["vault"], "Withdrawn(address,uint256)")) == 1, "the validator was paid once")
    expect(len(logs(at["pool"], "Slashed(bytes32,uint32,uint256,uint256,address)")) == 3, "three were slashed, each once")
    expect(len(logs(at["game"], "Final(uint256,bytes32,uint64)")) == claims, "each claim became final once")
    expect(int(rpc(l2, "eth_getTransactionCount", user, "latest"), 16) == submitted, "each transaction of L2 ran once")
    transactions = signatures = 0
    for path in sorted(glob.glob(world.path("*.db"))):
        db = sqlite3.connect(path)
        rows = db.execute("SELECT purpose, hex(sender), nonce FROM txs ORDER BY sender, nonce").fetchall()
        for sender in {row[1] for row in rows}:
            nonces = [row[2] for row in rows if row[1] == sender]
            count = int(rpc(world.l1, "eth_getTransactionCount", "0x" + sender, "latest"), 16)
            own = count if "deployer" not in path else len(nonces)  # the deployer also paid the owners
            expect(nonces == list(range(len(nonces))) and own == len(nonces), f"{path}: nonces {nonces}, the chain's is {count}")
        for purpose, _, _ in rows:
            versions = [rpc(world.l1, "eth_getTransactionReceipt", "0x" + row[0]) for row in db.execute(
                "SELECT hex(hash) FROM versions WHERE purpose = ?", (purpose,))]
            included = [v for v in versions if v is not None]
            expect(len(included) == 1, f"{path}: {len(included)} transactions for '{purpose}' are in blocks")
            transactions += 1
        signed = db.execute("SELECT hex(scope), serial, hex(message), l1 FROM signed").fetchall()
        for scope, serial, message, l1 in signed:
            signatures += 1
            for other in signed:
                clash = other[:2] == (scope, serial) and other[2] != message and abs(other[3] - l1) <= 256
                expect(not clash, f"{path}: serial {serial} was signed twice")
    proofs = len(glob.glob(world.path("proofs/*.proof")))
    expect(proofs == 1, f"{proofs} proofs were made, expected 1")
    print(f"{claims} claims final, {transactions} transactions, each in a block once, {signatures} messages signed, {proofs} proof")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--zkfp", default=f"{ROOT}/src/Cli/bin/Release/net10.0/zkfp")
    parser.add_argument("--keep")
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.points} points", flush=True)
    world = World(options)
    try:
        run(world)
    finally:
        world.close()
        if not options.keep:
            subprocess.run(["rm", "-rf", world.folder])
    print(f"killed at {world.points} points; seed {options.seed}")
    print("1 passed, 0 failed")


main()
