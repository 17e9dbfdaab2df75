using System.Security.Cryptography;
using System.Text.Json;

namespace Zkfp.Cli.Tests.Oracle;

/// <summary>What a proof of profile cannon says, and what `verify` accepts of it.</summary>
public sealed class RecordTests(ProvenRecord proven) : IClassFixture<ProvenRecord>
{
    private static readonly string[] s_allowed = ["--allow-unchecked", "generic"];

    private string[] Everything => [.. proven.Locals, "--preimages", proven.Preimages, .. s_allowed];

    private ZkfpResult Verify(params string[] options) => ZkfpProcess.Run(["verify", proven.Proof, "--elf", proven.Elf, "--profile", "cannon", .. options]);

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    [Fact]
    public void Prove_prints_both_digests_and_keys_by_type()
    {
        ZkfpResult r = proven.Result;
        Assert.True(r.Code == 0, r.Error);
        byte[] record = File.ReadAllBytes(proven.Record);
        Assert.Equal(Sha256(proven.Output), Convert.ToHexStringLower(record[..32]));
        Assert.Contains($"SHA-256 of standard output {Sha256(proven.Output)}\n", r.Output, StringComparison.Ordinal);
        Assert.Contains($"SHA-256 of the record      {Convert.ToHexStringLower(SHA256.HashData(record[32..]))}, 4 preimage(s) that no hash checks\n", r.Output, StringComparison.Ordinal);
        foreach (string type in new[] { "local: 2", "generic: 1", "precompile: 1" })
            Assert.Contains($"  {type} that no hash checks", r.Output, StringComparison.Ordinal);
        Assert.Equal(Sha256(proven.Output), proven.Json.GetProperty("stdoutDigest").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(record[32..])), proven.Json.GetProperty("recordDigest").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. record[..32], .. SHA256.HashData(record[32..])])), proven.Json.GetProperty("outputDigest").GetString());
    }

    [Fact]
    public void What_is_known_in_full_is_accepted()
    {
        ZkfpResult r = Verify([.. Everything, "--expect-output", proven.Output, "--json-file", proven.Report]);
        Assert.True(r.Code == 0, r.Output + r.Error);
        Assert.Contains($"SHA-256 of standard output {Sha256(proven.Output)}\n", r.Output, StringComparison.Ordinal);
        Assert.Contains("computed again from its input\n", r.Output, StringComparison.Ordinal);
        Assert.Contains("(local 5) = 0x0000000000000009: as given\n", r.Output, StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(File.ReadAllText(proven.Report)).RootElement;
        Assert.Equal(Sha256(proven.Output), json.GetProperty("stdoutDigest").GetString());
        Assert.Equal(["generic"], json.GetProperty("unchecked").EnumerateArray().Select(e => e.GetString()!.Split(' ')[0]));
        Assert.Equal(
            ["local checked", "precompile checked", "local checked", "generic unchecked"],
            json.GetProperty("recordEntries").EnumerateArray().Select(e => $"{e.GetProperty("type")} {e.GetProperty("state")}"));
    }

    public static TheoryData<string[], string> Less => new()
    {
        { ["--local", "--preimages", "--allow-unchecked blob"], "of type generic (" },
        { ["--local", "--allow-unchecked generic"], "of type precompile (" },
        { ["--preimages", "--allow-unchecked generic"], "of type local (" },
        { [], "of type local, precompile, generic (" },
    };

    [Theory]
    [MemberData(nameof(Less))]
    public void What_nobody_has_checked_is_not_accepted(string[] given, string open)
    {
        string[] options = [.. given.SelectMany(g => g switch
        {
            "--local" => proven.Locals,
            "--preimages" => ["--preimages", proven.Preimages],
            _ => g.Split(' '),
        })];
        ZkfpResult r = Verify(options);
        Assert.True(r.Code == 7, r.Output + r.Error);
        Assert.Contains($"unchecked: values that nobody has checked, {open}", r.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5=0x000000000000000a", "(local 5) = 0x0000000000000009: given as 0x000000000000000a")]
    [InlineData("5=0x09", "(local 5) = 0x0000000000000009: given as 0x09")]
    [InlineData("9=00", "(local 9): given, but the program did not read it")]
    public void Another_local_value_is_invalid(string local, string reason)
    {
        ZkfpResult r = Verify([.. proven.Locals[..2], "--local", local, .. s_allowed, "--allow-unchecked", "precompile", "--allow-unchecked", "local"]);
        Assert.Equal(1, r.Code);
        Assert.Contains("invalid: WrongPreimage: ", r.Output, StringComparison.Ordinal);
        Assert.Contains(reason, r.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_output_is_invalid()
    {
        ZkfpResult r = Verify([.. Everything, "--expect-output", proven.Elf]);
        Assert.Equal(1, r.Code);
        Assert.Contains($"WrongOutput: expected SHA-256 {Sha256(proven.Elf)}, got {Sha256(proven.Output)}", r.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_record_is_invalid()
    {
        string other = Path.Combine(proven.Work, "other.record");
        byte[] record = File.ReadAllBytes(proven.Record);
        foreach (int at in new[] { 0, 31, 63, 72, 80, record.Length - 1 }) // stdout, a key, a value, the last value
        {
            byte[] changed = [.. record];
            changed[at] ^= 1;
            File.WriteAllBytes(other, changed);
            ZkfpResult r = Verify([.. Everything, "--record", other]);
            Assert.True(r.Code == 1 && r.Output.Contains("WrongRecord", StringComparison.Ordinal), $"{at}: {r.Code} {r.Output}");
        }

        File.WriteAllBytes(other, record[..^1]);
        Assert.Equal(3, Verify([.. Everything, "--record", other]).Code);
        Assert.Equal(2, Verify([.. Everything, "--record", other + ".absent"]).Code);
    }

    /// <summary>Without a record, standard output cannot be told from the digest, and nothing says what the program was told.</summary>
    [Fact]
    public void Without_a_record_nothing_is_known()
    {
        string alone = Path.Combine(proven.Work, "alone.proof");
        File.Copy(proven.Proof, alone, overwrite: true);
        ZkfpResult r = ZkfpProcess.Run("verify", alone, "--elf", proven.Elf, "--profile", "cannon");
        Assert.Equal(7, r.Code);
        Assert.Contains("unchecked: what the program was told is not known: there is no record", r.Output, StringComparison.Ordinal);
        JsonElement json = ZkfpProcess.Run("verify", alone, "--elf", proven.Elf, "--profile", "cannon", "--json").Json;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("unchecked").ValueKind); // not an empty list: nothing is known
        Assert.StartsWith("what the program was told is not known", json.GetProperty("uncheckedReason").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, ZkfpProcess.Run("verify", alone, "--elf", proven.Elf, "--profile", "cannon", "--expect-output", proven.Output).Code);
    }

    /// <summary>
    /// A key does not say of which profile it is: taken for one of profile linux, nothing about the record is checked, and the report does not call the digest
    /// that of the output without a condition.
    /// </summary>
    [Fact]
    public void A_key_alone_does_not_say_what_the_digest_is_of()
    {
        string key = Path.Combine(proven.Work, "client.vk");
        Assert.Equal(0, ZkfpProcess.Run("vk", proven.Elf, "--profile", "cannon", "--height", "18", "-o", key).Code);
        ZkfpResult r = ZkfpProcess.Run("verify", proven.Proof, "--vk", key);
        Assert.Equal(0, r.Code);
        Assert.Contains("SHA-256 of the output (if the key is of profile linux) ", r.Output, StringComparison.Ordinal);
        Assert.Equal(1, ZkfpProcess.Run("verify", proven.Proof, "--vk", key, "--expect-output", proven.Output).Code);
        Assert.Equal(7, ZkfpProcess.Run("verify", proven.Proof, "--vk", key, "--profile", "cannon").Code);
    }

    [Fact]
    public void Options_about_the_record_need_the_profile_and_whole_values()
    {
        Assert.Equal(2, ZkfpProcess.Run("verify", proven.Proof, "--elf", proven.Elf, "--local", "1=00").Code);
        foreach (string local in new[] { "1", "=00", "1=0", "x=00", "-1=00", "1=0xzz" })
            Assert.Equal(2, Verify("--local", local).Code);
        Assert.Equal(2, Verify("--local", "1=00", "--local", "1=00").Code);
        Assert.Equal(2, Verify("--allow-unchecked", "keccak256").Code);
        foreach (string proof in new[] { "", "0x", new string('0', 191), new string('0', 194), new string('x', 192) })
            Assert.Equal(2, Verify($"--blob-proof={proof}").Code);
    }

    [Fact]
    public void Inspect_shows_what_the_files_claim()
    {
        ZkfpResult r = ZkfpProcess.Run("inspect", proven.Proof);
        Assert.Equal(0, r.Code);
        byte[] record = File.ReadAllBytes(proven.Record);
        string digest = Convert.ToHexStringLower(SHA256.HashData([.. record[..32], .. SHA256.HashData(record[32..])]));
        Assert.Contains($"digest         {digest}\n", r.Output, StringComparison.Ordinal);
        Assert.Contains($"SHA-256 of standard output {Sha256(proven.Output)}\n", r.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("does not belong", r.Output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing of this is verified: 'zkfp verify' does that.\n", r.Output, StringComparison.Ordinal);

        // Programs are told the same.
        JsonElement json = ZkfpProcess.Run("inspect", proven.Proof, "--json").Json;
        Assert.Equal((true, false), (json.GetProperty("recordBelongs").GetBoolean(), json.GetProperty("verified").GetBoolean()));
        Assert.Equal(4, json.GetProperty("recordEntries").GetArrayLength());
        Assert.Equal($"{json.GetProperty("recordEntries")}", $"{proven.Json.GetProperty("recordEntries")}");
        string other = Path.Combine(proven.Work, "foreign.record");
        File.WriteAllBytes(other, [.. record[..^1], (byte)(record[^1] ^ 1)]);
        json = ZkfpProcess.Run("inspect", proven.Proof, "--record", other, "--json").Json;
        Assert.False(json.GetProperty("recordBelongs").GetBoolean());
        Assert.Contains("does not belong", ZkfpProcess.Run("inspect", proven.Proof, "--record", other).Output, StringComparison.Ordinal);
    }
}
