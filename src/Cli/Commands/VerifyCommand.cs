using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Spectre.Console;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Verifier;
using Zkfp.Verifier.Keys;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp verify`.</summary>
internal static class VerifyCommand
{
    private const string Help = """
        Exits 0 when the proof is valid, 1 when it is not (the reason is printed), 2 for usage and file errors. The key must come from you (--elf or --vk); the one
        inside the proof file is only a claim.

        Examples:
          zkfp verify run.proof --elf sha256sum.elf
          zkfp verify run.proof --elf sha256sum.elf --expect-output expected.txt
          zkfp verify run.proof --vk sha256sum.vk --json
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
        command.Add(proof);
        source.AddTo(command);
        command.Add(output);
        command.OnRun(common, session =>
        {
            session.CheckFiles([session.Get(proof), session.Get(source.Elf), session.Get(source.Vk), session.Get(output)], []);
            byte[]? expected = session.Get(output) is { } path ? HashFile(path, session.Cancellation) : null;
            VerifyingKey key = source.Load(session) ?? throw new CliException(ExitCode.Usage, "give the program (--elf) or its verifying key (--vk)");
            var clock = Stopwatch.StartNew();
            VerificationResult? verified = null;
            string? reason, kind;
            try
            {
                verified = Verify(session.Get(proof), key, expected, session.Cancellation);
                (reason, kind) = (verified.Error?.Describe(), verified.Error?.Kind.ToString());
            }
            catch (NotAProofException e)
            {
                (reason, kind) = (e.Message, e.Kind.ToString());
            }

            double seconds = clock.Elapsed.TotalSeconds;
            VerificationResult? valid = reason is null ? verified : null;
            string? outcome = valid is null ? null : Outcomes.Describe(valid.Outcome);
            string? digest = valid?.OutputDigest is { } d ? Convert.ToHexStringLower(d) : null;
            if (valid is not null)
            {
                session.Report.MarkupLine($"[green]valid[/]: {Markup.Escape(outcome!)}; SHA-256 of the output {digest ?? "not stated"}");
                session.Line(string.Create(
                    CultureInfo.InvariantCulture, $"       {valid.Shards} shard(s), verified in {seconds:F3} s; {Security.Describe(valid.SecurityBits)}"));
            }
            else
            {
                session.Report.MarkupLine($"[red]invalid[/]: {Markup.Escape(reason!)}");
            }

            session.Json.Add("valid", valid is not null).Add("reason", reason).Add("reasonKind", kind)
                .Add("exitCode", valid is null ? null : Outcomes.ExitCode(valid.Outcome)).Add("outcome", outcome).Add("outcomeWord", valid?.Outcome)
                .Add("outputDigest", digest).Add("outputChecked", expected is not null).Add("verifyingKey", key.Digest.ToString()).Add("shards", valid?.Shards)
                .Add("securityBits", valid is null ? null : Security.Bits(valid.SecurityBits)).Add("provenBits", valid?.SecurityBits).Add("seconds", seconds);
            return valid is not null ? ExitCode.Ok : ExitCode.Invalid;
        });
        return command;
    }

    private static VerificationResult Verify(string path, VerifyingKey key, byte[]? outputDigest, CancellationToken cancellation)
    {
        (VerifyingKey claimed, FileStream run) = KeySource.OpenProof(path, cancellation);
        using (run)
        {
            if (claimed.Digest != key.Digest)
                throw new NotAProofException(ErrorKind.WrongKey, $"the proof is about another program, with key {claimed.Digest}; expected {key.Digest}");
            return Files.Guard(path, "read", "proof", () =>
            {
                VerificationResult verified = RunVerifier.Verify(KeySource.Machine(key), key, run, null, cancellation);
                return outputDigest is null ? verified : RunVerifier.CheckOutput(verified, outputDigest);
            });
        }
    }

    private static byte[] HashFile(string path, CancellationToken cancellation)
    {
        using FileStream file = Files.OpenRead(path, "expected output", cancellation);
        return Files.Guard(path, "read", "expected output", () => Interruptible.Run(() => SHA256.HashData(file), cancellation));
    }
}
