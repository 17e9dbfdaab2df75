using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Zkfp.Protocol;
using Zkfp.Verifier.Fuzz;
using Zkfp.Verifier.Tests.Second;
using static Zkfp.Cli.Tests.Samples.Command;

namespace Zkfp.Cli.Tests.Samples;

/// <summary>The committed sample proof, through the command as a user runs it. After a change of machine or protocol: samples/regenerate.sh.</summary>
public class SampleProofTests
{
    [Fact]
    public void The_sample_proof_verifies_by_key_and_by_program()
    {
        foreach (string[] key in new[] { new[] { "--vk", Sample("hello.vk") }, ["--elf", Sample("hello.elf")] })
        {
            (int code, string output, JsonElement json) = Run(["verify", Sample("hello.proof"), .. key, "--expect-output", Sample("hello.output"), "--json"]);
            Assert.True(code == 0, output + " (after a change of machine or protocol: samples/regenerate.sh)");
            Assert.True(json.GetProperty("valid").GetBoolean());
            Assert.Equal(3, json.GetProperty("exitCode").GetInt32());
            Assert.True(json.GetProperty("securityBits").GetDouble() >= 123.9);
            Assert.True(json.GetProperty("securityBits").GetDouble() >= 128);
        }
    }

    /// <summary>From the committed files and the machine that `inspect` writes, the verifier written from the documents says the same.</summary>
    [GoFact]
    public void The_second_verifier_accepts_the_sample_proof()
    {
        string machine = GoVerifier.NewFile(), damaged = GoVerifier.NewFile();
        Assert.Equal(0, Run(["inspect", Sample("hello.proof"), "--machine", machine]).Code);
        string digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Sample("hello.output"))));
        Assert.Equal((0, $"valid: exit 3; output digest {digest}; 1 shard(s)\n"), Second(machine, Sample("hello.proof")));
        byte[] proof = File.ReadAllBytes(Sample("hello.proof"));
        proof[proof.Length / 2] ^= 1;
        File.WriteAllBytes(damaged, proof);
        (int code, string reason) = Second(machine, damaged);
        Assert.Equal(1, code);
        Assert.Contains("the root does not match", reason, StringComparison.Ordinal);
    }

    /// <summary>The same of the final proof, for the last key of this build; and it refuses one with any of some words changed.</summary>
    [GoFact]
    public void The_second_verifier_accepts_the_final_sample_proof() => SecondAgrees("-final", "hello.final");

    /// <summary>The same of the final proof for L1.</summary>
    [GoFact]
    public void The_second_verifier_accepts_the_sample_proof_for_L1() => SecondAgrees("-l1", "hello.l1");

    private static void SecondAgrees(string kind, string name)
    {
        string machine = GoVerifier.NewFile(), key = GoVerifier.NewFile(), damaged = GoVerifier.NewFile(), final = Sample(name);
        (int code, string output, JsonElement json) = Run(["inspect", final, "--machine", machine, "--last-key", key, "--json"]);
        Assert.True(code == 0, output);
        string digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Sample("hello.output"))));
        string program = json.GetProperty("runs")[0].GetProperty("verifyingKey").GetString()!;
        Assert.Equal((0, $"valid: 1 run(s)\nexit 3; output digest {digest}; key {program}\n"), Second(kind, machine, key, final));
        byte[] proof = File.ReadAllBytes(final);
        int[] words = [0, 1, 2, 5, 12, 13, 22, 24, 25, 47, 48, 57, .. Enumerable.Range(0, 20).Select(i => (i + 1) * (proof.Length / 4 - 1) / 20)];
        foreach (int w in words)
        {
            byte[] bad = (byte[])proof.Clone();
            bad[4 * w] ^= 1;
            File.WriteAllBytes(damaged, bad);
            (code, string reason) = Second(kind, machine, key, damaged);
            Assert.True(code == 1 && reason.StartsWith("invalid: ", StringComparison.Ordinal), $"word {w}: {reason}");
            Assert.Equal(1, Run(["verify", damaged, "--vk", Sample("hello.vk"), "--json"]).Code);
        }

        File.WriteAllBytes(damaged, [.. proof, 0, 0, 0, 0]);
        Assert.Equal(1, Second(kind, machine, key, damaged).Code);
    }

    /// <summary>Both verifiers refuse every mutant: of either proof 250 here, any number with tests/Zkfp.Verifier.Fuzz (its head says how).</summary>
    [GoFact]
    public void Both_verifiers_refuse_mutants_of_final_proofs()
    {
        byte[] final = File.ReadAllBytes(Sample("hello.final")), l1 = File.ReadAllBytes(Sample("hello.l1"));
        foreach ((byte[] proof, byte[] other) in new[] { (final, l1), (l1, final) })
        {
            using var both = new FinalMutants(proof, other);
            for (int i = 0; i < 250; i++) both.Show(1, i);
            Assert.Equal(Enum.GetValues<Change>().Length, both.Counts.Keys.Select(k => k.Change).Distinct().Count());
            foreach (ErrorKind kind in (ErrorKind[])[ErrorKind.NonCanonicalElement, ErrorKind.RootMismatch, ErrorKind.GkrMismatch, ErrorKind.LocalBusUnbalanced])
                Assert.True(both.Counts.Keys.Any(k => k.Kind == kind), $"no mutant was refused for {kind}");
        }
    }

    [Theory]
    [InlineData("hello.final")]
    [InlineData("hello.l1")]
    public void The_final_sample_proof_verifies_by_key_and_by_program(string name)
    {
        foreach (string[] key in new[] { new[] { "--vk", Sample("hello.vk") }, ["--elf", Sample("hello.elf")] })
        {
            (int code, string output, JsonElement json) = Run(["verify", Sample(name), .. key, "--expect-output", Sample("hello.output"), "--json"]);
            Assert.True(code == 0, output + " (after a change of machine, protocol or recursion circuits: samples/regenerate.sh)");
            Assert.Equal(3, json.GetProperty("exitCode").GetInt32());
            Assert.True(json.GetProperty("securityBits").GetDouble() >= 128);
        }
    }

    private static (int Code, string Output) Second(string machine, string proof) => Second([machine, Sample("hello.vk"), proof]);

    private static (int Code, string Output) Second(params string[] arguments)
    {
        var start = new ProcessStartInfo(GoVerifier.Path!) { RedirectStandardOutput = true };
        foreach (string a in arguments) start.ArgumentList.Add(a);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    [Fact]
    public void The_program_does_what_the_proof_says()
    {
        (int code, string output, JsonElement json) = Run(["run", Sample("hello.elf"), "--json"]);
        Assert.Equal(3, code);
        Assert.Equal(File.ReadAllText(Sample("hello.output")), output);
        Assert.Equal("exit 3", json.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData(3, "first bytes are those of no file")]
    [InlineData(9, "a proof of format")]
    [InlineData(-1, "WhirMismatch")]
    public void A_damaged_proof_is_invalid(int position, string reason)
    {
        byte[] proof = File.ReadAllBytes(Sample("hello.proof"));
        proof[position < 0 ? proof.Length - 4 : position] ^= 1;
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, proof);
            (int code, _, JsonElement json) = Run(["verify", path, "--vk", Sample("hello.vk"), "--json"]);
            Assert.Equal(1, code);
            Assert.Contains(reason, json.GetProperty("reason").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Another_output_is_invalid()
    {
        (int code, _, JsonElement json) = Run(["verify", Sample("hello.proof"), "--vk", Sample("hello.vk"), "--expect-output", Sample("hello.c"), "--json"]);
        Assert.Equal(1, code);
        Assert.Contains("WrongOutput", json.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "verify", "absent.proof", "--vk", "absent.vk")]
    [InlineData(2, "verify", "absent.proof")]
    [InlineData(2, "verify")]
    [InlineData(2, "prove", "absent.elf", "-o", "/nonexistent/x.proof")]
    [InlineData(125, "run", "absent.elf")]
    [InlineData(125, "run")]
    public void Usage_and_file_errors_have_their_exit_codes(int expected, params string[] arguments) => Assert.Equal(expected, Run(arguments).Code);

    [Fact]
    public void Profile_cannon_takes_neither_arguments_nor_input()
    {
        Assert.Equal(125, Run(["run", Sample("hello.elf"), "--profile", "cannon", "--", "x"]).Code);
        Assert.Equal(2, Run(["profile", Sample("hello.elf"), "--profile", "cannon", "--stdin", Sample("hello.c")]).Code);
    }

    [Fact]
    public void A_file_that_is_no_program_is_bad_input()
    {
        Assert.Equal(3, Run(["vk", Sample("hello.c"), "-o", Path.Combine(Path.GetTempPath(), "never.vk")]).Code);
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), "never.vk")));
    }
}
