using System.Buffers.Binary;
using System.Security.Cryptography;
using Zkfp.MipsVm.Hosting;

namespace Zkfp.Rollup.Preimages;

/// <summary>A preimage that the program was told and no hash binds.</summary>
/// <param name="Key">32 bytes.</param>
/// <param name="Value">The preimage.</param>
public sealed record RecordEntry(byte[] Key, byte[] Value);

/// <summary>
/// What the public digest of a run of profile <c>cannon</c> is made of (docs/firmware.md): SHA-256(SHA-256(stdout) ‖ SHA-256(entries)). Its file is exactly
/// that: 32 bytes, then the entries, each key ‖ u64 length ‖ bytes, big endian. Only a digest that a proof states makes it more than a claim.
/// </summary>
public sealed class PreimageRecord
{
    private const int EntryHeader = PreimageKey.Length + sizeof(ulong);

    private readonly byte[] _file;

    private PreimageRecord(byte[] file, List<RecordEntry> entries)
    {
        _file = file;
        Entries = entries;
    }

    /// <summary>Entries in the order of first reads.</summary>
    public IReadOnlyList<RecordEntry> Entries { get; }

    /// <summary>SHA-256 of standard output.</summary>
    public byte[] OutputDigest => _file[..SHA256.HashSizeInBytes];

    /// <summary>SHA-256 of the entries.</summary>
    public byte[] EntriesDigest => SHA256.HashData(_file.AsSpan(SHA256.HashSizeInBytes));

    /// <summary>What the firmware commits.</summary>
    public byte[] Digest => SHA256.HashData([.. OutputDigest, .. EntriesDigest]);

    /// <summary>The file.</summary>
    public ReadOnlySpan<byte> File => _file;

    /// <summary>The record of a run, or of one that read nothing unchecked.</summary>
    /// <param name="outputDigest">SHA-256 of standard output.</param>
    /// <param name="entries">As <see cref="CannonHost.Record"/> gives them.</param>
    /// <exception cref="InvalidDataException">They are none.</exception>
    public static PreimageRecord Of(ReadOnlySpan<byte> outputDigest, ReadOnlySpan<byte> entries) => Parse([.. outputDigest, .. entries]);

    /// <summary>Parses a file.</summary>
    /// <exception cref="InvalidDataException">It is no record.</exception>
    public static PreimageRecord Parse(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        int at = SHA256.HashSizeInBytes;
        if (file.Length < at) throw new InvalidDataException($"not a record: expected at least {at} bytes, got {file.Length}");
        var entries = new List<RecordEntry>();
        while (at < file.Length)
        {
            if (file.Length - at < EntryHeader) throw new InvalidDataException($"not a record: entry {entries.Count + 1} ends after {file.Length - at} of {EntryHeader} bytes");
            byte[] key = file[at..(at + PreimageKey.Length)];
            ulong length = BinaryPrimitives.ReadUInt64BigEndian(file.AsSpan(at + PreimageKey.Length));
            at += EntryHeader;
            if (PreimageKey.IsChecked(key)) throw new InvalidDataException($"not a record: {PreimageKey.Describe(key)} is checked by the program's proof");
            if (length > (ulong)(file.Length - at))
                throw new InvalidDataException($"not a record: {PreimageKey.Describe(key)} has {length} bytes, {file.Length - at} follow");
            entries.Add(new RecordEntry(key, file[at..(at + (int)length)]));
            at += (int)length;
        }

        return new PreimageRecord(file, entries);
    }
}
