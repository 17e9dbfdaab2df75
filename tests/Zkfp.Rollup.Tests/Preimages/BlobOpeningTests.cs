using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Firmware;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Preimages;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.Ledger;

namespace Zkfp.Rollup.Tests.Preimages;

/// <summary>
/// Blobs with their KZG proofs: a run that reads two, which contracts/test/OracleBlobs.t.sol settles (<c>contracts/test/vectors/blobs.json</c>, written by
/// this test when the environment has <c>ZKFP_WRITE_VECTORS=1</c>), and what is made of records that say something else.
/// </summary>
public class BlobOpeningTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };
    private static readonly string s_path = Path.Combine(SharedData.Contracts, "test", "vectors", "blobs.json");
    private static readonly MachinePrecompiles s_precompiles = new();
    private static readonly byte[] s_head = [.. "head"u8, .. new byte[28]];
    private static readonly byte[][] s_blobs = [Random(1), Random(2)];

    private static readonly bool s_write = Environment.GetEnvironmentVariable("ZKFP_WRITE_VECTORS") == "1";

    private readonly (byte[] Commitment, byte[] Proof)[] _known;

    public BlobOpeningTests()
    {
        if (s_write)
        {
            using Kzg kzg = Kzg.Load();
            _known = [.. s_blobs.Select(blob =>
            {
                byte[] commitment = kzg.Commit(blob);
                return (commitment, kzg.Open(blob, BlobPolynomial.Challenge(blob, commitment)).Proof);
            })];
            return;
        }

        Dictionary<string, string> file = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(s_path))!;
        _known = [.. new[] { "first", "second" }.Select(name => Hex.Parse(file[name])).Select(static call => (call[..48], call[^48..]))];
    }

    private static byte[] Random(int seed)
    {
        byte[] blob = new byte[BlobPolynomial.Bytes];
        new Random(seed).NextBytes(blob);
        for (int i = 0; i < BlobPolynomial.Elements; i++) blob[32 * i] &= 0x3f;
        return blob;
    }

    private byte[] At(int blob, int i) => BlobPreimages.KeyOf(_known[blob].Commitment, BlobPolynomial.Root(i));

    private MemoryPreimageOracle Oracle(params byte[][] blobs)
    {
        var oracle = new MemoryPreimageOracle();
        oracle.Add(PreimageKey.Local(1), s_head);
        for (int i = 0; i < blobs.Length; i++) BlobPreimages.Add(oracle, _known[i].Commitment, blobs[i]);
        return oracle;
    }

    private (byte[] Output, PreimageRecord Record) Run(MemoryPreimageOracle oracle)
    {
        byte[] elf = PreimageReader.Make(Endianness.Big, [At(0, 0), PreimageKey.Local(1), At(1, 5), At(0, 4095)]);
        using var output = new MemoryStream();
        var host = new CannonHost(Endianness.Big, new LinuxHostOptions { Stdout = output }, oracle);
        Outcome outcome = Executor.Run(Firmware.Load(elf, Profile.Cannon), host);
        Assert.Equal("exit 0", outcome.ToString());
        PreimageRecord record = PreimageRecord.Of(SHA256.HashData(output.ToArray()), host.Record);
        string digest = string.Concat(outcome.PublicValues.Select(static w => w.ToString("x8", CultureInfo.InvariantCulture)));
        Assert.Equal(digest, Convert.ToHexStringLower(record.Digest));
        return (output.ToArray(), record);
    }

    [Fact]
    public void The_vector_is_what_the_machine_commits()
    {
        (byte[] output, PreimageRecord record) = Run(Oracle(s_blobs));
        Assert.Equal([5, 1, 5], record.Entries.Select(static e => (int)e.Key[0]));
        var expected = new Dictionary<string, string>
        {
            ["first"] = Hex.Format([.. record.Entries[0].Value, .. _known[0].Proof]),
            ["second"] = Hex.Format([.. record.Entries[2].Value, .. _known[1].Proof]),
            ["stdout"] = Hex.Format(output),
            ["record"] = Hex.Format(record.File[32..]),
            ["digest"] = Hex.Format(record.Digest),
        };
        string json = JsonSerializer.Serialize(expected, s_indented) + "\n";
        if (s_write) File.WriteAllText(s_path, json);
        Assert.True(
            json == File.ReadAllText(s_path), $"{s_path} is not what the machine commits; if the change was meant, run this test with ZKFP_WRITE_VECTORS=1");
    }

    private static EntryState[] States(PreimageRecord record, IBlobProofs? proofs) =>
        [.. new RecordCheck(new Dictionary<ulong, byte[]> { [1] = s_head }, null, s_precompiles, proofs).Check(record).Select(static e => e.State)];

    private static EntryState State(byte[] key, byte[] value, byte[] proof)
    {
        byte[] entry = [.. key, 0, 0, 0, 0, 0, 0, 0, (byte)value.Length, .. value];
        using var proofs = new BlobProofs([(value[..48], proof)], null);
        return new RecordCheck(new Dictionary<ulong, byte[]>(), null, s_precompiles, proofs).Check(PreimageRecord.Of(new byte[32], entry)).Single().State;
    }

    [Fact]
    public void Blobs_are_checked_by_their_proofs()
    {
        (_, PreimageRecord record) = Run(Oracle(s_blobs));
        using var given = new BlobProofs(_known, null);
        Assert.Equal([EntryState.Checked, EntryState.Checked, EntryState.Checked], States(record, given));
        using var one = new BlobProofs(_known[1..], null);
        Assert.Equal([EntryState.Unchecked, EntryState.Checked, EntryState.Checked], States(record, one));
        using var exchanged = new BlobProofs([(_known[0].Commitment, _known[1].Proof), (_known[1].Commitment, _known[0].Proof)], null);
        Assert.Equal([EntryState.Wrong, EntryState.Checked, EntryState.Wrong], States(record, exchanged));
        Assert.Equal(EntryState.Unchecked, States(record, null)[0]);
        Assert.Equal(EntryState.Unchecked, new RecordCheck(new Dictionary<ulong, byte[]>(), null, null, given).Check(record)[0].State);
    }

    [Fact]
    public void Whatever_is_changed_of_an_entry_is_wrong()
    {
        byte[] value = BlobPreimages.Entry(_known[0].Commitment, s_blobs[0]), key = BlobPreimages.KeyOf(_known[0].Commitment), proof = _known[0].Proof;
        Assert.Equal(EntryState.Checked, State(key, value, proof));
        foreach (int at in new[] { 48, 79, 80, 111 }) // z, y
        {
            byte[] changed = [.. value];
            changed[at] ^= 1;
            Assert.Equal(EntryState.Wrong, State(key, changed, proof));
        }

        byte[] other = [.. _known[1].Commitment, .. value[48..]];
        Assert.Equal(EntryState.Wrong, State(key, other, proof));
        Assert.Equal(EntryState.Wrong, State(BlobPreimages.KeyOf(_known[1].Commitment), other, proof));
        Assert.Equal(EntryState.Wrong, State([5, .. new byte[31]], value, proof));
        Assert.Equal(EntryState.Wrong, State(key, [.. value, 0], proof));
        Assert.Equal(EntryState.Wrong, State(key, value[..^1], proof));
        Assert.Equal(EntryState.Wrong, State(key, value, proof[..^1]));
        Assert.Equal(EntryState.Wrong, State(key, value, [.. proof, 0]));
        Assert.Equal(EntryState.Wrong, State(key, value, [0xc0, .. new byte[47]]));
        Assert.Equal(EntryState.Wrong, State(key, value, new byte[48])); // no point of the curve
        BigInteger z = new(value.AsSpan(48, 32), isUnsigned: true, isBigEndian: true);
        byte[] above = [.. value[..48], .. BlobPolynomial.ToBytes(z + BlobPolynomial.Order), .. value[80..]];
        Assert.Equal(EntryState.Wrong, State(key, above, proof)); // the same point, not below the order
    }

    /// <summary>As the contract takes them.</summary>
    [Fact]
    public void Reads_name_blobs_with_their_proofs()
    {
        (_, PreimageRecord record) = Run(Oracle(s_blobs));
        var state = new LedgerState { ChainId = 1, Block = 0, L1Number = 0, L1Hash = Hash256.Zero, Inbox = new Address(new byte[20]), Accounts = [] };
        IReadOnlyList<(byte Local, byte[] Call)> Reads(IBlobProofs? proofs) =>
            new LedgerOracle(new OracleQuestion(Hash256.Zero, state.Root(), Hash256.Zero, 1, 1), [], state, s_precompiles, proofs).Reads(record);
        using var given = new BlobProofs(_known, null);
        using var one = new BlobProofs(_known[..1], null);
        IReadOnlyList<(byte Local, byte[] Call)> reads = Reads(given);
        Assert.Equal([LedgerOracle.BlobRead, 1, LedgerOracle.BlobRead], reads.Select(static r => r.Local));
        Assert.Equal([.. record.Entries[0].Value, .. _known[0].Proof], reads[0].Call);
        Assert.Equal([.. record.Entries[2].Value, .. _known[1].Proof], reads[2].Call);
        Assert.Throws<InvalidDataException>(() => Reads(one));
        Assert.Throws<InvalidDataException>(() => Reads(null));
    }

    [KzgFact]
    public void Proofs_are_made_of_blobs_among_preimages()
    {
        MemoryPreimageOracle oracle = Oracle(s_blobs), whole = new();
        (_, PreimageRecord record) = Run(oracle);
        using var elements = new BlobProofs([], oracle);
        Assert.Equal([EntryState.Checked, EntryState.Checked, EntryState.Checked], States(record, elements));
        Assert.Equal(_known[0].Proof, elements.Find(_known[0].Commitment, record.Entries[0].Value.AsSpan(48, 32)));
        whole.Add(BlobPreimages.KeyOf(_known[1].Commitment), s_blobs[1]);
        using var second = new BlobProofs([], whole);
        Assert.Equal([EntryState.Unchecked, EntryState.Checked, EntryState.Checked], States(record, second));
        whole.Add(BlobPreimages.KeyOf(_known[0].Commitment), [.. Enumerable.Repeat((byte)0xff, BlobPolynomial.Bytes)]);
        Assert.Throws<InvalidDataException>(() => States(record, second));
    }

    /// <summary>
    /// A host changes an element that nobody reads, or one that is read: the run goes on, and what it commits has no proof, neither of the blob's polynomial nor
    /// of the forged one's.
    /// </summary>
    [KzgTheory]
    [InlineData(77, 1)]
    [InlineData(0, 1)]
    [InlineData(4095, 0x80)]
    public void Forged_elements_have_no_proof(int element, byte change)
    {
        byte[] forged = [.. s_blobs[0]];
        forged[(32 * element) + 31] ^= change;
        (_, PreimageRecord record) = Run(Oracle(forged, s_blobs[1]));
        byte[] value = record.Entries[0].Value;
        Assert.Equal(BlobPreimages.Entry(_known[0].Commitment, forged), value);
        BigInteger z = new(value.AsSpan(48, 32), isUnsigned: true, isBigEndian: true), y = new(value.AsSpan(80), isUnsigned: true, isBigEndian: true);
        using Kzg kzg = Kzg.Load();
        (byte[] proof, BigInteger right) = kzg.Open(s_blobs[0], z);
        Assert.NotEqual(right, y);
        (byte[] other, BigInteger same) = kzg.Open(forged, z);
        Assert.Equal(same, y);
        foreach (byte[] p in new[] { proof, other, _known[0].Proof })
        {
            using var proofs = new BlobProofs([(_known[0].Commitment, p), _known[1]], null);
            Assert.Equal([EntryState.Wrong, EntryState.Checked, EntryState.Checked], States(record, proofs));
        }

        // The forged blob's own commitment has a proof, and is another blob.
        byte[] own = kzg.Commit(forged);
        Assert.NotEqual(_known[0].Commitment, own);
        Assert.Equal(EntryState.Checked, State(BlobPreimages.KeyOf(own), [.. own, .. value.AsSpan(48)], other));
    }
}
