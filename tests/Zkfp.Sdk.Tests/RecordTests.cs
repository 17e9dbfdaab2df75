using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Firmware;
using static Zkfp.Sdk.Tests.Repository;

namespace Zkfp.Sdk.Tests;

/// <summary>Profile Cannon: what a program was told is written beside the proof, belongs to it, and is held against what the verifier knows.</summary>
[Collection(Provers.Name)]
public sealed class RecordTests : IDisposable
{
    private const uint Code = 0x0010_0000, Keys = 0x0020_0000, Buffer = 0x0030_0000;

    private static readonly byte[] s_local = [1, .. new byte[30], 7], s_generic = [3, .. Enumerable.Repeat((byte)9, 31)], s_value = [0xAB, 0xCD];

    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-record").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_record_is_written_beside_the_proof_and_checked()
    {
        string elf = Path.Combine(_folder, "client.elf"), path = Path.Combine(_folder, "client.proof");
        File.WriteAllBytes(elf, Client(s_local, s_generic));
        ZkfpProgram program = ZkfpProgram.Load(elf, ZkfpProfile.Cannon);
        using var output = new MemoryStream();
        ZkfpProof proof;
        using (var prover = new ZkfpProver())
            proof = await prover.ProveAsync(program, new ZkfpInput { Preimages = Find, Stdout = output }, path);
        byte[] file = File.ReadAllBytes(path + ZkfpRecord.FileSuffix);
        Assert.Equal(proof.Record!.ToBytes(), file);

        // As a verifier: statement, then record, then its entries.
        ZkfpVerdict verdict = await ZkfpVerifier.VerifyFileAsync(path, program);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.StartsWith("valid: exit 0; digest of the record ", verdict.ToString(), StringComparison.Ordinal);
        ZkfpRecord record = ZkfpRecord.FromBytes(file);
        Assert.True(record.BelongsTo(verdict.Statement!));
        Assert.True(record.WroteExactly(output.ToArray()));
        Assert.False(record.WroteExactly(output.ToArray().AsSpan(1)));
        Assert.False(verdict.Statement!.WroteExactly(output.ToArray()));
        Assert.Equal([(s_local, ZkfpEntryState.Checked), (s_generic, ZkfpEntryState.Unchecked)], States(record, (7, s_value)));
        Assert.Equal([(s_local, ZkfpEntryState.Unchecked), (s_generic, ZkfpEntryState.Unchecked)], States(record));
        Assert.Equal([(s_local, ZkfpEntryState.Wrong), (s_generic, ZkfpEntryState.Unchecked)], States(record, (7, [0xAB])));
        ZkfpRecordEntry unread = record.Check(new Dictionary<ulong, byte[]> { [7] = s_value, [8] = s_value })[2];
        Assert.Equal((ZkfpEntryState.Wrong, null), (unread.State, unread.Value));
        Assert.Contains("the program did not read it", unread.Text, StringComparison.Ordinal);

        // Another value, another output, another statement.
        byte[] forged = [.. file];
        forged[^1] ^= 1;
        Assert.False(ZkfpRecord.FromBytes(forged).BelongsTo(verdict.Statement));
        forged = [.. file];
        forged[0] ^= 1;
        Assert.False(ZkfpRecord.FromBytes(forged).BelongsTo(verdict.Statement));
        Assert.False(record.BelongsTo((await ZkfpVerifier.VerifyFileAsync(Sample("hello.proof"), ZkfpProgram.Load(Sample("hello.elf")))).Statement!));

        // In one call: whose run the record is of, and its output.
        foreach ((ZkfpRecord given, ReadOnlyMemory<byte>? expected, string? kind) in ((ZkfpRecord, ReadOnlyMemory<byte>?, string?)[])[
            (record, null, null), (record, output.ToArray(), null), (record, ReadOnlyMemory<byte>.Empty, "WrongOutput"), (ZkfpRecord.FromBytes(forged), null, "WrongRecord")])
        {
            var options = new ZkfpVerifierOptions { Record = given, ExpectedOutput = expected };
            ZkfpVerdict held = await ZkfpVerifier.VerifyFileAsync(path, program, options, CancellationToken.None);
            Assert.Equal((kind is null, kind), (held.IsValid, held.ReasonKind));
            Assert.Equal(kind, ZkfpVerifier.Verify(File.ReadAllBytes(path), program.ShortRunKey, options).ReasonKind);
        }

        // The command takes what the library wrote.
        string[] verify = [Path.Combine(Root, $"src/Cli/bin/{Configuration}/net10.0/zkfp.dll"), "verify", path, "--elf", elf, "--profile", "cannon"];
        Assert.Contains("generic", Run(_folder, "dotnet", [.. verify, "--local", "7=abcd"], expected: 7), StringComparison.Ordinal);
        Run(_folder, "dotnet", [.. verify, "--local", "7=abcd", "--allow-unchecked", "generic"], expected: 0);
        Run(_folder, "dotnet", [.. verify, "--local", "7=abce"], expected: 1);
    }

    /// <summary>Of a list it is the same; a record is for programs of profile Cannon.</summary>
    [Fact]
    public void A_record_is_held_against_lists_too()
    {
        byte[] list = File.ReadAllBytes(Sample("hello.proof"));
        var options = new ZkfpVerifierOptions { Record = ZkfpRecord.FromBytes(new byte[32]) };
        ZkfpProgram linux = ZkfpProgram.Load(Sample("hello.elf"));
        Assert.Equal("WrongRecord", ZkfpVerifier.Verify(list, linux.ShortRunKey, options).ReasonKind);
        Assert.Throws<ArgumentException>(() => ZkfpVerifier.Verify(list, linux, options));
    }

    /// <summary>Of two runs of one program in a bundle, a record says which is meant, as the command finds it.</summary>
    [Fact]
    public async Task A_record_finds_its_run_in_a_bundle()
    {
        ZkfpProgram program = ZkfpProgram.FromBytes(Client(s_local), profile: ZkfpProfile.Cannon);
        string bundle = Path.Combine(_folder, "bundle");
        var records = new List<ZkfpRecord>();
        using (var lists = new ZkfpProver(new ZkfpProverOptions { Form = ZkfpProofForm.AggregatableShards }))
        {
            foreach (byte value in (byte[])[1, 2])
                records.Add((await lists.ProveAsync(program, new ZkfpInput { Preimages = _ => [value] }, Path.Combine(_folder, $"list{value}"))).Record!);
        }

        using (var prover = new ZkfpProver()) await prover.AggregateAsync([Path.Combine(_folder, "list1"), Path.Combine(_folder, "list2")], bundle);
        ZkfpVerdict any = await ZkfpVerifier.VerifyFileAsync(bundle, program);
        Assert.Equal([1, 2], any.Members);
        for (int i = 0; i < 2; i++)
        {
            ZkfpVerdict one = await ZkfpVerifier.VerifyFileAsync(bundle, program, new ZkfpVerifierOptions { Record = records[i] }, CancellationToken.None);
            Assert.True(one.IsValid, one.Reason);
            Assert.Equal([i + 1], one.Members);
            Assert.True(records[i].BelongsTo(one.Statement!));
            Assert.Equal(i == 0, records[i].BelongsTo(any.Statement!));
        }

        var foreign = new ZkfpVerifierOptions { Record = ZkfpRecord.FromBytes(new byte[32]) };
        Assert.Equal("WrongRecord", (await ZkfpVerifier.VerifyFileAsync(bundle, program, foreign, CancellationToken.None)).ReasonKind);
    }

    /// <summary>A blob is checked by its KZG proof, wherever the caller has that from; without one nobody has checked it.</summary>
    [Fact]
    public void Blobs_are_checked_by_their_proofs()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "contracts/test/vectors/blobs.json")));
        byte[] Hex(string name) => Convert.FromHexString(vectors.RootElement.GetProperty(name).GetString()![2..]);
        ZkfpRecord record = ZkfpRecord.FromBytes([.. SHA256.HashData(Hex("stdout")), .. Hex("record")]);
        Assert.Equal(Hex("digest"), record.Digest);
        byte[] first = Hex("first"), second = Hex("second");
        byte[]? Proof(ReadOnlyMemory<byte> commitment) => commitment.Span.SequenceEqual(first.AsSpan(0, 48)) ? first[^48..] : null;
        byte[]? Swapped(ReadOnlyMemory<byte> commitment) => second[^48..];
        ZkfpEntryState[] States(Func<ReadOnlyMemory<byte>, byte[]?>? proofs) => [.. record.Check(blobProofs: proofs).Select(e => e.State)];
        Assert.Equal([ZkfpEntryState.Unchecked, ZkfpEntryState.Unchecked, ZkfpEntryState.Unchecked], States(null));
        Assert.Equal([ZkfpEntryState.Checked, ZkfpEntryState.Unchecked, ZkfpEntryState.Unchecked], States(Proof));
        Assert.Equal([ZkfpEntryState.Wrong, ZkfpEntryState.Unchecked, ZkfpEntryState.Checked], States(Swapped));
    }

    [Fact]
    public async Task What_is_no_record_is_refused()
    {
        foreach (byte[] bytes in (byte[][])[[], new byte[31], [.. new byte[32], 1], [.. new byte[32], 2, .. new byte[39]], File.ReadAllBytes(Sample("hello.proof"))])
            Assert.Equal(ZkfpError.BadRecord, Assert.Throws<ZkfpException>(() => ZkfpRecord.FromBytes(bytes)).Error);
        ZkfpProgram cannon = ZkfpProgram.Load(Sample("hello.elf"), ZkfpProfile.Cannon);
        Assert.Throws<ArgumentException>(() => ZkfpVerifier.Verify([], cannon, []));
        await Assert.ThrowsAsync<ArgumentException>(() => ZkfpVerifier.VerifyFileAsync(Sample("hello.proof"), cannon, ReadOnlyMemory<byte>.Empty, default));

        // A run that misses a preimage leaves no file.
        ZkfpProgram client = ZkfpProgram.FromBytes(Client(s_local), profile: ZkfpProfile.Cannon);
        using var prover = new ZkfpProver();
        ZkfpException missing = await Assert.ThrowsAsync<ZkfpException>(() => prover.ProveAsync(client, null, Path.Combine(_folder, "p")));
        Assert.Equal(ZkfpError.CannotBeProven, missing.Error);
        Assert.Contains("local 7", missing.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private static byte[]? Find(ReadOnlyMemory<byte> key) =>
        key.Span.SequenceEqual(s_local) ? s_value : key.Span.SequenceEqual(s_generic) ? Encoding.UTF8.GetBytes("by agreement") : null;

    private static (byte[], ZkfpEntryState)[] States(ZkfpRecord record, params (ulong Index, byte[] Value)[] locals) =>
        [.. record.Check(locals.ToDictionary(l => l.Index, l => l.Value)).Select(e => (e.Key.ToArray(), e.State))];

    // For each key: write(6, key, 32); v0 = read(5, buffer, 0x100); write(1, buffer, v0). Then exit(0).
    private static byte[] Client(params byte[][] keys)
    {
        var w = new List<uint>();
        for (uint k = 0; k < keys.Length; k++)
        {
            w.AddRange([0x2404_0006, 0x3C05_0000 | Keys >> 16, 0x34A5_0000 | 32 * k, 0x2406_0020, 0x2402_0FA4, 0x0000_000C]);
            w.AddRange([0x2404_0005, 0x3C05_0000 | Buffer >> 16, 0x2406_0100, 0x2402_0FA3, 0x0000_000C]);
            w.AddRange([0x0040_3025, 0x2404_0001, 0x3C05_0000 | Buffer >> 16, 0x2402_0FA4, 0x0000_000C]);
        }

        w.AddRange([0x2404_0000, 0x2402_1096, 0x0000_000C]);
        return TinyElf.Make(Endianness.Big, Code, (Code, TinyElf.Code(Endianness.Big, [.. w])), (Keys, [.. keys.SelectMany(k => k)]), (Buffer, new byte[0x100]));
    }
}
