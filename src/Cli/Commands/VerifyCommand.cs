using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;
using Zkfp.Verifier;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp verify`.</summary>
internal static class VerifyCommand
{
    private const string Help = """
        Exits 0 when the proof is valid, whatever exit code or signal it states; 1 when it is not (the reason is printed), 2 for usage and file errors. The key must
        come from you: give the program (--elf) or its key (--vk); the key inside the proof file is only a claim. Without --expect-output the digest of the output
        is printed, not compared.

        A final proof of several runs is valid if one of them is of the program, and has the output that --expect-output says; the program's run is what is reported.

        Profile cannon: also checks what the program was told that no hash binds. Exits 7 when that leaves values unchecked. With --vk, --profile says which profile
        the key is for: a key does not say, and one of profile cannon taken for another is accepted without these checks.

        With --l1-rpc or --l1-proof: from a block hash that you trust follow its header, the game's storage, the claim's record, and what a run about it must have
        printed.

        Examples:
          zkfp verify run.proof --elf sha256sum.elf
          zkfp verify run.proof --elf sha256sum.elf --expect-output expected.txt
          zkfp verify run.proof --vk sha256sum.vk --json
          zkfp verify claim.proof --elf client.elf --profile cannon \
              --preimages dir --local 1=0x12ab...
          zkfp verify segment.proof --elf evm-guest-mips.elf \
              --l1-rpc http://127.0.0.1:8545 --l1-block 0x34cd... \
              --game 0x12ab... --claim 7 --payout 0x56ef...
        """;

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("verify", "Verify a proof.", Help);
        var proof = new Argument<string>("PROOF") { Description = "Proof file." };
        var output = new Option<string?>("--expect-output")
        {
            Description = "File with the exact bytes that the program must have written to its standard output.",
            HelpName = "FILE",
        };
        var source = new KeySource();
        var records = new RecordOptions();
        command.Add(proof);
        source.AddTo(command);
        command.Add(output);
        records.AddTo(command);
        var pathOut = new Option<string?>("--path-out")
        {
            Description = "Of a final proof of several runs: write the Merkle path from the program's run to what is proven, as a contract takes it.",
            HelpName = "FILE",
        };
        command.Add(pathOut);
        var calldataOut = new Option<string?>("--calldata-out")
        {
            Description = "Of a final proof for L1: write the bytes that the contract StarkVerifier takes as proof.",
            HelpName = "FILE",
        };
        command.Add(calldataOut);
        var recursion = new RecursionOptions();
        recursion.AddTo(command);
        var anchor = new L1AnchorOptions();
        anchor.AddTo(command);
        var compute = new ComputeOptions();
        compute.AddTo(command);
        command.OnRun(common, session =>
        {
            session.CheckFiles(
                [
                    session.Get(proof), session.Get(source.Elf), session.Get(source.Vk), session.Get(output), session.Get(records.Record), session.Get(recursion.Keys),
                    .. anchor.Read(session),
                ],
                [session.Get(pathOut), session.Get(calldataOut), .. anchor.Written(session)]);
            bool anchored = anchor.IsAsked(session);
            bool cannon = session.Get(source.ProfileName) == "cannon";
            bool profileIsKnown = session.Get(source.Elf) is not null || session.Has(source.ProfileName);
            records.Check(session, cannon);
            byte[]? expected = session.Get(output) is { } path ? HashFile(path, session.Cancellation) : null;
            int threads = compute.Apply(session);
            Func<VerifyingKey, VerifyingKey> keyFor = source.Load(session, threads)
                ?? throw new CliException(ExitCode.Usage, "give the program (--elf) or its verifying key (--vk)");
            var clock = Stopwatch.StartNew();
            VerificationResult? verified = null;
            FinalProof? final = null;
            FinalMembers? members = null;
            RunClaim? claim = null;
            VerifyingKey? key = null;
            RecordReport? record = null;
            string? reason, kind;
            uint outcomeWord = 0;
            byte[]? outputDigest = null;
            try
            {
                uint? found = WorkFileReport.Kind(session.Get(proof), session.Cancellation);
                bool isFinal = found is { } word && ProofFormat.IsFinal(word);
                session.Need(pathOut, isFinal, "is for final proofs");
                session.Need(calldataOut, found == ProofFormat.L1Kind, "is for final proofs for L1 (zkfp prove --l1)");
                if (isFinal)
                {
                    RecursionSet set = recursion.Need(session);
                    byte[] bytes = Files.Read(session.Get(proof), "proof", session.Cancellation);
                    byte[]? stated = cannon ? records.Digest(session, session.Get(proof), expected) : expected;
                    IEnumerable<VerifyingKey> keys = FirstAhead(KeySource.All(keyFor, isProgram: session.Get(source.Elf) is not null));
                    if (!FinalProof.TryVerify(set, bytes, out final, out Rejection? why) || !final.TryFind(keys, stated, required: !cannon, out members, out why))
                        throw new NotAProofException(why.Kind, why.Reason);
                    (key, claim) = (members.Key, final.Claims[members.First - 1]);
                    if (session.Get(pathOut) is { } pathFile) Files.WriteAtomically(pathFile, final.PathFile(members.First), "path");
                    if (session.Get(calldataOut) is { } calldataFile) Files.WriteAtomically(calldataFile, Calldata(final), "calldata");
                }
                else
                {
                    (VerifyingKey claimed, FileStream run) = KeySource.OpenProof(session.Get(proof), session.Cancellation);
                    using FileStream opened = run;
                    key = keyFor(claimed);
                    if (claimed.Digest != key.Digest)
                    {
                        string why = ProgramKeys.DescribeMismatch(claimed, key) + source.OtherProfile(session, claimed, threads);
                        throw new NotAProofException(ErrorKind.WrongKey, why);
                    }

                    clock.Restart();
                    verified = Verify(session.Get(proof), key, run, cannon ? null : expected, session.Cancellation);
                }

                outcomeWord = claim?.Outcome ?? verified!.Outcome;
                outputDigest = claim is null ? verified!.OutputDigest : FinalProof.DigestOf(claim);
                (reason, kind) = (verified?.Error?.Describe(), verified?.Error?.Kind.ToString());
                if (cannon && reason is null)
                {
                    record = records.Check(session, session.Get(proof), outputDigest, expected);
                    (reason, kind) = (record.Reason, record.Kind);
                }

                if (anchored && reason is null && anchor.Reject(session, key, outcomeWord, outputDigest) is { } other)
                    (reason, kind) = (other, "L1");
            }
            catch (NotAProofException e)
            {
                (reason, kind) = (e.Message, e.Kind.ToString());
            }

            double seconds = clock.Elapsed.TotalSeconds;
            bool valid = reason is null;
            WaitStatus? status = valid ? new WaitStatus(outcomeWord) : null;
            double? bits = valid ? final?.SecurityBits ?? verified!.SecurityBits : null;
            string? outcome = status?.Describe();
            string? digest = valid && outputDigest is { } d ? Convert.ToHexStringLower(d) : null;
            if (valid)
            {
                string name = cannon ? "digest" : profileIsKnown ? "SHA-256 of the output" : "SHA-256 of the output (if the key is of profile linux)";
                session.Line(Hue.Green, "valid", $"{outcome}; {name} {digest ?? "not stated"}");
                session.Line(string.Create(
                    CultureInfo.InvariantCulture, $"       {Extent(verified, final, members)}, verified in {seconds:F3} s; {Security.Describe(bits!.Value)}"));
                record?.Print(session);
                if (record?.Open is { } open) session.Line(Hue.Yellow, "unchecked", open);
            }
            else
            {
                session.Line(Hue.Red, "invalid", reason!);
            }

            session.Json.Add("valid", valid).Add("reason", reason).Add("reasonKind", kind)
                .Add("exitCode", status?.ExitCode).Add("outcome", outcome).Add("outcomeWord", valid ? outcomeWord : null)
                .Add("outputDigest", digest).Add("outputChecked", expected is not null).Add("verifyingKey", key?.Digest.ToString()).Add("shards", valid ? verified?.Shards : null)
                .Add("securityBits", bits).Add("runs", valid ? final?.Claims.Count ?? 1 : null)
                .Add("members", valid && members is not null ? new JsonArray([.. members.Numbers.Select(m => (JsonNode?)m)]) : null).Add("seconds", seconds)
                .Add("stdoutDigest", cannon ? Hex(record?.Record?.OutputDigest) : digest).Add("recordDigest", Hex(record?.Record?.EntriesDigest))
                .Add("recordEntries", record?.EntriesJson)
                .Add("unchecked", record?.Record is null ? null : new JsonArray([.. record.Unchecked.Select(u => (JsonNode?)u)]))
                .Add("uncheckedReason", record?.Open);
            return !valid ? ExitCode.Invalid : record?.Open is null ? ExitCode.Ok : ExitCode.Unchecked;
        });
        return command;
    }

    // The first key, which takes longer than the proof where it is made from a program, and its machine are made beside the proof's verification.
    private static IEnumerable<VerifyingKey> FirstAhead(IEnumerable<VerifyingKey> keys)
    {
        IEnumerator<VerifyingKey> next = keys.GetEnumerator();
        Task<bool> first = Task.Run(() =>
        {
            if (!next.MoveNext()) return false;
            _ = MipsMachine.Find(next.Current.MachineDigest)?.Definition;
            return true;
        });
        return All();

        IEnumerable<VerifyingKey> All()
        {
            using (next)
            {
                for (bool more = first.GetAwaiter().GetResult(); more; more = next.MoveNext()) yield return next.Current;
            }
        }
    }

    private static string Extent(VerificationResult? verified, FinalProof? final, FinalMembers? members) => final is null ? $"{verified!.Shards} shard(s)"
        : final.Claims.Count == 1 ? "final proof"
        : $"run {string.Join(", ", members!.Numbers)} of {final.Claims.Count}{(members.Numbers.Count > 1 ? $"; what is stated is of run {members.First}" : "")}";

    private static byte[] Calldata(FinalProof proof)
    {
        try
        {
            return proof.Calldata();
        }
        catch (InvalidOperationException e)
        {
            throw new CliException(ExitCode.Unprovable, $"a contract cannot take the proof: {char.ToLowerInvariant(e.Message[0])}{e.Message[1..]}");
        }
    }

    private static VerificationResult Verify(string path, VerifyingKey key, FileStream run, byte[]? outputDigest, CancellationToken cancellation) =>
        Files.Guard(path, "read", "proof", () =>
        {
            VerificationResult verified = RunVerifier.Verify(KeySource.Machine(key), key, run, null, cancellation);
            return outputDigest is null ? verified : RunVerifier.CheckOutput(verified, outputDigest);
        });

    private static string? Hex(byte[]? bytes) => bytes is null ? null : Convert.ToHexStringLower(bytes);

    private static byte[] HashFile(string path, CancellationToken cancellation)
    {
        using FileStream file = Files.OpenRead(path, "expected output", cancellation);
        return Files.Guard(path, "read", "expected output", () => Interruptible.Run(() => SHA256.HashData(file), cancellation));
    }
}
