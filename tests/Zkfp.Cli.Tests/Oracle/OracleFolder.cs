using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Zkfp.MipsVm.Hosting;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Cli.Tests.Oracle;

/// <summary>The preimages that guests/samples/go/oracle.go asks for, as a folder, and what it says about them.</summary>
internal sealed class OracleFolder : IDisposable
{
    public const int Rounds = 9;

    // ecrecover: hash, v, r, s of a signature and its signer (evm.codes' example).
    private const string Signature =
        "456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3000000000000000000000000000000000000000000000000000000000000001c"
        + "9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac80388256084f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada";

    private const string Signer = "7156526fbd7a3c72969b54f64e42c10fbb768c8a";

    // Of the blob that BlobOpeningTests in Zkfp.Rollup.Tests make in the same way.
    private static readonly byte[] s_call = Hex.Parse(JsonDocument.Parse(File.ReadAllText(
        System.IO.Path.Combine(Samples.Command.Repository, "contracts", "test", "vectors", "blobs.json"))).RootElement.GetProperty("first").GetString()!);

    private static readonly byte[] s_blob = new byte[BlobPolynomial.Bytes];

    private readonly List<(byte[] Key, byte[] Value)> _asked = [];

    static OracleFolder()
    {
        new Random(1).NextBytes(s_blob);
        for (int i = 0; i < BlobPolynomial.Elements; i++) s_blob[32 * i] &= 0x3f;
    }

    public OracleFolder()
    {
        byte[] keccak = Bytes(5001, 1), sha = Bytes(3002, 2), blobKey = [.. Commitment, .. BlobPolynomial.Root(3)];
        byte[] call = [.. new byte[19], 1, .. U64(3000), .. Convert.FromHexString(Signature)];
        byte[] result = [1, .. new byte[12], .. Convert.FromHexString(Signer)];
        byte[][] hashes = [Hash(keccak), SHA256.HashData(sha), Hash(call), Hash(blobKey)];
        for (int i = 0; i < hashes.Length; i++) Add(PreimageKey.Local((ulong)i + 1), hashes[i]);
        Add(PreimageKey.Local(5), U64(Rounds));
        PrecompileKey = Key(PreimageType.Precompile, hashes[2]);
        BlobKey = Key(PreimageType.Blob, hashes[3]);
        KeccakKey = Key(PreimageType.Keccak256, hashes[0]);
        Add(KeccakKey, keccak);
        Add(Key(PreimageType.Sha256, hashes[1]), sha);
        Add(PrecompileKey, result);
        for (int i = 0; i < BlobPolynomial.Elements; i++) Put(BlobPreimages.KeyOf(Commitment, BlobPolynomial.Root(i)), Element(i));
        Add(BlobKey, Element(3));
        Put(Key(PreimageType.Keccak256, hashes[3]), blobKey);
        CallKey = Key(PreimageType.Keccak256, hashes[2]);
        Put(CallKey, call);
    }

    /// <summary>Commitment of the blob that is read.</summary>
    public static byte[] Commitment => s_call[..BlobPolynomial.CommitmentBytes];

    /// <summary>--blob-proof for it.</summary>
    public static string[] BlobProof => ["--blob-proof", "0x" + Convert.ToHexStringLower([.. Commitment, .. s_call[^BlobPolynomial.CommitmentBytes..]])];

    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("oracle").FullName;

    public byte[] KeccakKey { get; }

    public byte[] PrecompileKey { get; }

    public byte[] BlobKey { get; }

    /// <summary>Key of the precompile's input.</summary>
    public byte[] CallKey { get; }

    /// <summary>The end of what the program writes.</summary>
    public string Output
    {
        get
        {
            IEnumerable<string> lines = _asked.Skip(5).Select(a => $"type {a.Key[0]}: {a.Value.Length} bytes, {Convert.ToHexStringLower(SHA256.HashData(a.Value))}\n");
            return string.Concat(lines) + $"again: {Rounds} of {Rounds}\n";
        }
    }

    /// <summary>--local for every local key.</summary>
    public string[] Locals => [.. _asked.Take(5).SelectMany((a, i) => new[] { "--local", $"{i + 1}=0x{Convert.ToHexStringLower(a.Value)}" })];

    /// <summary>The client for a byte order, be or le.</summary>
    public static string Client(string order) => System.IO.Path.Combine(Samples.Command.Repository, "guests", "samples", "prebuilt", $"oracle-go-{order}.elf");

    /// <summary>The file of a key.</summary>
    public string FileOf(byte[] key) => System.IO.Path.Combine(Path, Convert.ToHexStringLower(key));

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static byte[] Element(int i) => s_blob[(32 * i)..(32 * (i + 1))];

    private static byte[] Key(PreimageType type, byte[] hash) => [(byte)type, .. hash[1..]];

    private static byte[] Hash(byte[] data) => Keccak256.Hash(data).ToArray();

    private static byte[] Bytes(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 31) + (i >> 3) + seed))];

    private static byte[] U64(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    private void Add(byte[] key, byte[] value)
    {
        _asked.Add((key, value));
        Put(key, value);
    }

    private void Put(byte[] key, byte[] value) => File.WriteAllBytes(FileOf(key), value);
}
