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

        Examples:
          zkfp verify run.proof --elf sha256sum.elf
          zkfp verify run.proof --elf sha256sum.elf --output expected.txt
          zkfp verify run.proof --vk sha256sum.vk --json
        """;

    public static Command Create()
    {
        var command = new Command("verify", Help);
        var proof = new Argument<string>("PROOF") { Description = "Proof file." };
        var output = new Option<string?>("--output") { Description = "File with the exact bytes that the program must have written to its standard output." };
        Option<bool> json = CommandRunner.JsonOption();
        var source = new KeySource();
        command.Add(proof);
        source.AddTo(command);
        command.Add(output);
        command.Add(json);
        command.OnRun(json, (result, cancellation) =>
        {
            bool asJson = result.GetValue(json);
            byte[]? expected = result.GetValue(output) is { } path ? SHA256.HashData(Files.Read(path, "expected output")) : null;
            VerifyingKey key = source.Load(result, cancellation) ?? throw new CliException(ExitCode.Usage, "give the program (--elf) or its verifying key (--vk)");
            VerificationResult verified;
            double seconds;
            try
            {
                (VerifyingKey claimed, byte[] run) = KeySource.OpenProof(result.GetRequiredValue(proof));
                if (claimed.Digest != key.Digest)
                    throw new CliException(ExitCode.Invalid, $"WrongKey: the proof is for the program with key {claimed.Digest}, expected {key.Digest}");
                MachineDefinition machine = KeySource.Machine(key);
                var clock = Stopwatch.StartNew();
                verified = RunVerifier.Verify(machine, key, run);
                if (expected is not null) verified = RunVerifier.CheckOutput(verified, expected);
                seconds = clock.Elapsed.TotalSeconds;
            }
            catch (CliException e) when (e.ExitCode == ExitCode.Invalid)
            {
                Console.Out.WriteLine($"invalid: {e.Message}");
                if (asJson) new JsonReport("verify").Add("valid", false).Add("reason", e.Message).Print(Console.Error);
                return ExitCode.Invalid;
            }

            string reason = verified.Error is { } error ? error.Describe() : "";
            string outcome = Outcomes.Describe(verified.Outcome);
            string? digest = verified.OutputDigest is { } d ? Convert.ToHexStringLower(d) : null;
            if (verified.IsValid)
            {
                Console.Out.WriteLine($"valid: {outcome}; SHA-256 of the output {digest ?? "not stated"}");
                Console.Out.WriteLine($"       {verified.Shards} shard(s), {verified.SecurityBits:F1} proven bits, verified in {seconds:F3} s");
            }
            else
            {
                Console.Out.WriteLine($"invalid: {reason}");
            }

            if (asJson)
            {
                var report = new JsonReport("verify").Add("valid", verified.IsValid).Add("reason", verified.IsValid ? null : reason);
                if (verified.IsValid)
                {
                    report.Add("exitCode", verified.ExitCode).Add("outcome", outcome).Add("outputDigest", digest)
                        .Add("shards", verified.Shards).Add("securityBits", verified.SecurityBits);
                }

                report.Add("seconds", seconds).Print(Console.Error);
            }

            return verified.IsValid ? ExitCode.Ok : ExitCode.Invalid;
        });
        return command;
    }
}
