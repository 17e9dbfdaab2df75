using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using Zkfp.Cli.Infrastructure;
using Zkfp.Core.Machine;
using Zkfp.Verifier;
using Zkfp.Verifier.Keys;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp verify`.</summary>
internal static class VerifyCommand
{
    private const string Help = """
        Verify a proof. Exits 0 when it is valid, 1 when it is not (the reason is printed), 2 for usage and file errors.
        The key must come from you (--elf or --vk); the one inside the proof file is only a claim.
        Profile cannon: also checks what the program was told that no hash binds. Exits 7 when that leaves values unchecked. With --vk, --profile
        says which profile the key is for.

        Examples:
          zkfp verify run.proof --elf sha256sum.elf
          zkfp verify run.proof --elf sha256sum.elf --output expected.txt
          zkfp verify run.proof --vk sha256sum.vk --json
          zkfp verify claim.proof --elf client.elf --profile cannon --preimages dir --local 1=0x12ab...
        """;

    public static Command Create()
    {
        var command = new Command("verify", Help);
        var proof = new Argument<string>("PROOF") { Description = "Proof file." };
        var output = new Option<string?>("--output") { Description = "File with the exact bytes that the program must have written to its standard output." };
        Option<bool> json = CommandRunner.JsonOption();
        var source = new KeySource();
        var records = new RecordOptions();
        command.Add(proof);
        source.AddTo(command);
        records.AddTo(command);
        command.Add(output);
        command.Add(json);
        command.OnRun(json, (result, cancellation) =>
        {
            byte[]? expected = result.GetValue(output) is { } path ? HashFile(path) : null;
            bool cannon = result.GetValue(source.ProfileName) == "cannon";
            if (!cannon && records.Any(result))
                throw new CliException(ExitCode.Usage, "--record, --preimages, --local and --allow-unchecked need --profile cannon");
            if (!source.IsGiven(result)) throw new CliException(ExitCode.Usage, "give the program (--elf) or its verifying key (--vk)");
            var clock = Stopwatch.StartNew();
            VerificationResult? verified = null;
            RecordReport? record = null;
            string? reason;
            try
            {
                verified = Verify(result.GetRequiredValue(proof), claimed => source.Load(result, claimed, cancellation), cannon ? null : expected, cancellation);
                reason = verified.Error?.Describe();
                if (cannon && verified.IsValid) record = records.Check(result, result.GetRequiredValue(proof), verified.OutputDigest, expected);
                reason ??= record?.Reason;
            }
            catch (CliException e) when (e.ExitCode == ExitCode.Invalid)
            {
                reason = e.Message;
            }

            double seconds = clock.Elapsed.TotalSeconds;
            VerificationResult? valid = reason is null ? verified : null;
            string? outcome = valid is null ? null : new WaitStatus(valid.Outcome).ToString();
            string? digest = valid?.OutputDigest is { } d ? Convert.ToHexStringLower(d) : null;
            if (valid is not null)
            {
                Console.Out.WriteLine(cannon ? $"valid: {outcome}; digest {digest}" : $"valid: {outcome}; SHA-256 of the output {digest ?? "not stated"}");
                Console.Out.WriteLine($"       {valid.Shards} shard(s), {valid.SecurityBits:F1} proven bits, verified in {seconds:F3} s");
                record?.Print(Console.Out);
                if (record?.Open is { } open) Console.Out.WriteLine($"unchecked: {open}");
            }
            else
            {
                Console.Out.WriteLine($"invalid: {reason}");
            }

            if (result.GetValue(json))
            {
                new JsonReport("verify").Add("valid", valid is not null).Add("reason", reason).Add("exitCode", (long?)valid?.ExitCode).Add("outcome", outcome)
                    .Add("outputDigest", digest).Add("shards", (long?)valid?.Shards).Add("securityBits", valid?.SecurityBits).Add("seconds", seconds)
                    .Add("stdoutDigest", cannon ? Hex(record?.Record?.OutputDigest) : digest).Add("recordDigest", Hex(record?.Record?.EntriesDigest))
                    .Add("unchecked", record?.Unchecked).Print(Console.Error);
            }

            return valid is null ? ExitCode.Invalid : record?.Open is null ? ExitCode.Ok : ExitCode.Unchecked;
        });
        return command;
    }

    private static VerificationResult Verify(string path, Func<VerifyingKey, VerifyingKey> keyFor, byte[]? outputDigest, CancellationToken cancellation)
    {
        (VerifyingKey claimed, FileStream run) = KeySource.OpenProof(path);
        using (run)
        {
            VerifyingKey key = keyFor(claimed);
            if (claimed.Digest != key.Digest)
                throw new CliException(ExitCode.Invalid, $"WrongKey: the proof is for the program with key {claimed.Digest}, expected {key.Digest}");
            VerificationResult verified = RunVerifier.Verify(KeySource.Machine(key), key, run, null, cancellation);
            return outputDigest is null ? verified : RunVerifier.CheckOutput(verified, outputDigest);
        }
    }

    private static string? Hex(byte[]? bytes) => bytes is null ? null : Convert.ToHexStringLower(bytes);

    private static byte[] HashFile(string path)
    {
        using FileStream file = Files.OpenRead(path, "expected output");
        return Files.Guard(path, "read", "expected output", () => SHA256.HashData(file));
    }
}
