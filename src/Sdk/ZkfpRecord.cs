using Zkfp.Protocol.Proofs;
using Zkfp.Rollup.Preimages;

namespace Zkfp;

/// <summary>What is known about a preimage of a record.</summary>
public enum ZkfpEntryState
{
    /// <summary>Its value is what it must be.</summary>
    Checked,

    /// <summary>Nobody has checked its value: whoever relies on the proof has to know it from elsewhere.</summary>
    Unchecked,

    /// <summary>Its value is not what it must be: the proof does not say what is expected of it.</summary>
    Wrong,
}

/// <summary>A preimage that a program was told and no hash binds.</summary>
/// <param name="Key">Its 32-byte key.</param>
/// <param name="Value">What the program was told; null for a local value that was expected and the program did not read.</param>
/// <param name="State">What is known about it.</param>
/// <param name="Text">The same in one line, for people.</param>
public sealed record ZkfpRecordEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value, ZkfpEntryState State, string Text);

/// <summary>
/// What a program of profile Cannon wrote and was told, as far as no hash binds it: local values, results of precompiles, blobs. A claim until
/// <see cref="BelongsTo"/> a verified statement. <see cref="ZkfpProver"/> makes it, and <c>zkfp prove</c> the same file, PROOF.record. Immutable.
/// </summary>
public sealed class ZkfpRecord
{
    /// <summary>What the name of a proof's record ends with, beside the proof.</summary>
    public const string FileSuffix = ".record";

    private readonly PreimageRecord _inner;

    internal ZkfpRecord(PreimageRecord inner) => _inner = inner;

    /// <summary>Reads a record, as <see cref="ToBytes"/> or <c>zkfp prove</c> wrote it.</summary>
    /// <exception cref="ZkfpException">Not a record.</exception>
    public static ZkfpRecord FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new ZkfpRecord(PreimageRecord.Parse(bytes.ToArray()));
        }
        catch (InvalidDataException e)
        {
            throw new ZkfpException(ZkfpError.BadRecord, FileKind.Recognize(FileKind.Start(bytes)) is { } other ? $"not a record: {other}" : e.Message, e);
        }
    }

    /// <summary>The 32 bytes that the proof of its run states as <see cref="ZkfpStatement.OutputDigest"/>.</summary>
    public ReadOnlyMemory<byte> Digest => _inner.Digest;

    /// <summary>The record as a file's bytes.</summary>
    public byte[] ToBytes() => _inner.File.ToArray();

    /// <summary>Whether it is the record of the run that a statement is about.</summary>
    /// <param name="statement">Of a valid proof of a program of profile Cannon.</param>
    public bool BelongsTo(ZkfpStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return statement.OutputDigest is { } digest && digest.Span.SequenceEqual(_inner.Digest);
    }

    /// <summary>Whether the program wrote exactly these bytes to its standard output.</summary>
    public bool WroteExactly(ReadOnlySpan<byte> output) => System.Security.Cryptography.SHA256.HashData(output).AsSpan().SequenceEqual(_inner.OutputDigest);

    /// <summary>
    /// Holds every entry against what the caller knows. Local values are compared, results of precompiles computed again from their inputs, KZG proofs of blobs
    /// checked. Generic preimages stay unchecked.
    /// </summary>
    /// <param name="locals">What the program must have read under local keys, by index. One that it did not read is wrong, too.</param>
    /// <param name="preimages">Knows inputs of precompiles, by their 32-byte Keccak-256 keys; null for one that it does not know.</param>
    /// <param name="blobProofs">
    /// Knows blobs' KZG proofs (compute_blob_kzg_proof of EIP-4844, 48 bytes), by their 48-byte commitments; null for one that it does not know.
    /// </param>
    /// <returns>The entries in the order in which the program read them, then local values that it did not read.</returns>
    public IReadOnlyList<ZkfpRecordEntry> Check(
        IReadOnlyDictionary<ulong, byte[]>? locals = null,
        Func<ReadOnlyMemory<byte>, byte[]?>? preimages = null,
        Func<ReadOnlyMemory<byte>, byte[]?>? blobProofs = null)
    {
        var check = new RecordCheck(
            locals ?? new Dictionary<ulong, byte[]>(), preimages is null ? null : new Oracle(preimages), new MachinePrecompiles(),
            blobProofs is null ? null : new Proofs(blobProofs));
        return [.. check.Check(_inner).Select(e => new ZkfpRecordEntry(e.Key, e.Entry is { } entry ? entry.Value : (ReadOnlyMemory<byte>?)null, (ZkfpEntryState)e.State, e.Text))];
    }

    private sealed class Proofs(Func<ReadOnlyMemory<byte>, byte[]?> find) : IBlobProofs
    {
        public byte[]? Find(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> z) => find(commitment.ToArray());
    }
}
