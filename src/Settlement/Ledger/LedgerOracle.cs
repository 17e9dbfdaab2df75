using System.Buffers.Binary;
using System.Text;
using Zkfp.MipsVm.Hosting;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Preimages;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Settlement.Ledger;

/// <summary>What a client of the preimage oracle is asked: its local keys 1 to 5.</summary>
/// <param name="L1Head">Hash of the L1 block from which the claim is judged.</param>
/// <param name="AgreedRoot">What it starts from.</param>
/// <param name="Root">What is claimed.</param>
/// <param name="Block">Of which block.</param>
/// <param name="ChainId">Of which chain.</param>
public sealed record OracleQuestion(Hash256 L1Head, Hash256 AgreedRoot, Hash256 Root, ulong Block, ulong ChainId);

/// <summary>
/// The host of the ledger's client: headers and transactions of L1 blocks, states by their roots, and L1's precompiles on what a hint names
/// (<c>l1-precompile-v2</c>, as op-program has it).
/// </summary>
public sealed class LedgerOracle : IPreimageOracle
{
    private const string PrecompileHint = "l1-precompile-v2 0x";
    private const int CallHead = 28; // address, gas

    /// <summary>OracleVerifier.BLOB: what a read of a blob has in place of a local key's index.</summary>
    public const byte BlobRead = 255;

    private readonly MemoryPreimageOracle _preimages = new();
    private readonly Dictionary<Hash256, byte[]> _calls = [];
    private readonly IPrecompiles _precompiles;
    private readonly IBlobProofs? _blobs;

    /// <summary>Holds what a run may ask for.</summary>
    /// <param name="question">The local keys.</param>
    /// <param name="blocks">L1's blocks back from the head to the one after the agreed state's, and that one.</param>
    /// <param name="agreed">The agreed state.</param>
    /// <param name="precompiles">Computes what the program asks L1's precompiles for.</param>
    /// <param name="blobs">Knows proofs of what it reads of blobs; or null.</param>
    public LedgerOracle(OracleQuestion question, IEnumerable<Block> blocks, LedgerState agreed, IPrecompiles precompiles, IBlobProofs? blobs = null)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(agreed);
        (Question, _precompiles, _blobs) = (question, precompiles, blobs);
        _preimages.Add(PreimageKey.Local(1), question.L1Head.ToArray());
        _preimages.Add(PreimageKey.Local(2), question.AgreedRoot.ToArray());
        _preimages.Add(PreimageKey.Local(3), question.Root.ToArray());
        _preimages.Add(PreimageKey.Local(4), Number(question.Block));
        _preimages.Add(PreimageKey.Local(5), Number(question.ChainId));
        AddKeccak(agreed.Encode());
        foreach (Block block in blocks)
        {
            AddKeccak(block.Header.Encode());
            MerkleTrie.Build(
                block.Transactions.Select(static (transaction, i) => KeyValuePair.Create(new RlpWriter().Add((ulong)i).ToArray(), transaction.Encode())), AddKeccak);
        }
    }

    /// <summary>What the run is asked.</summary>
    public OracleQuestion Question { get; }

    /// <inheritdoc/>
    public byte[]? Find(ReadOnlySpan<byte> key) => _preimages.Find(key);

    /// <inheritdoc/>
    public void Hint(ReadOnlySpan<byte> hint)
    {
        string text = Encoding.ASCII.GetString(hint);
        if (!text.StartsWith(PrecompileHint, StringComparison.Ordinal)) return; // the others name what is here already
        byte[] call = Hex.Parse(text[(PrecompileHint.Length - 2)..]);
        if (call.Length < CallHead || _precompiles.Run(call.AsSpan(0, 20), call.AsSpan(CallHead)) is not { } result) return;
        Hash256 key = KeyOf(Keccak256.Hash(call), PreimageType.Precompile);
        _preimages.Add(key.Span, result);
        _calls[key] = call;
    }

    /// <summary>
    /// What a run read that no hash checks, as <c>OracleVerifier.Read[]</c> names it: a local key's index, a precompile's call, or commitment, point, value and
    /// proof of a blob.
    /// </summary>
    /// <exception cref="InvalidDataException">There is something else among it: L1 cannot tell what it must be.</exception>
    public IReadOnlyList<(byte Local, byte[] Call)> Reads(PreimageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return [.. record.Entries.Select(entry => PreimageKey.LocalIndex(entry.Key) is { } local and >= 1 and <= 5 && entry.Key[0] == (byte)PreimageType.Local
            ? ((byte)local, Array.Empty<byte>())
            : _calls.TryGetValue(new Hash256(entry.Key), out byte[]? call) ? ((byte)0, call)
            : ProofOf(entry) is { } proof ? (BlobRead, [.. entry.Value, .. proof])
            : throw new InvalidDataException($"the run read {PreimageKey.Describe(entry.Key)}, which no game on L1 can check"))];
    }

    private byte[]? ProofOf(RecordEntry entry) => entry.Key[0] != (byte)PreimageType.Blob || entry.Value.Length != BlobPreimages.EntryBytes ? null
        : _blobs?.Find(entry.Value.AsSpan(0, BlobPolynomial.CommitmentBytes), entry.Value.AsSpan(BlobPolynomial.CommitmentBytes, BlobPolynomial.ElementBytes));

    private void AddKeccak(byte[] preimage) => _preimages.Add(KeyOf(Keccak256.Hash(preimage), PreimageType.Keccak256).Span, preimage);

    private static Hash256 KeyOf(Hash256 hash, PreimageType type) => new([(byte)type, .. hash.Span[1..]]);

    private static byte[] Number(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
