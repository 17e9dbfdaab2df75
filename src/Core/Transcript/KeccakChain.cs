using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Parallel;

namespace Zkfp.Core.Transcript;

/// <summary>
/// The transcript of proofs that a contract verifies (docs/protocol.md §15): a state of 32 bytes, and bytes that wait. A step hashes both; the state after it is
/// what the verifier has drawn. All of it is public, and each challenge is a hash of all messages before it, whose lengths the protocol fixes.
/// </summary>
internal sealed class KeccakChain
{
    private readonly byte[] _state = new byte[KeccakHash.Bytes];
    private readonly List<byte> _pending = [];

    // Indices left in the state; none after anything but an index.
    private int _indicesLeft;

    public KeccakChain(ReadOnlySpan<byte> domain) => _pending.AddRange(domain);

    public KeccakChain(KeccakChain other)
    {
        other._state.CopyTo(_state, 0);
        _pending.AddRange(other._pending);
        _indicesLeft = other._indicesLeft;
    }

    public void Absorb(ReadOnlySpan<KoalaBear> elements)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        foreach (KoalaBear e in elements)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, e.Value);
            _pending.AddRange(bytes);
        }
    }

    public void Absorb(in Digest root)
    {
        Span<byte> bytes = stackalloc byte[KeccakHash.Bytes];
        KeccakHash.Write(root, bytes);
        _pending.AddRange(bytes);
    }

    /// <summary>
    /// Five slices of a new state, each modulo p: a value of the field has at most 1 + p/2^51 times its share, and an extension element 2^−17.6 more than its own.
    /// </summary>
    public void Sample(Span<KoalaBear> coefficients)
    {
        Step();
        for (int i = 0; i < coefficients.Length; i++) coefficients[i] = new KoalaBear(Slice(i));
    }

    public int SampleBits(int bits)
    {
        if (_pending.Count != 0 || _indicesLeft == 0)
        {
            Step();
            _indicesLeft = KoalaBear5.Degree;
        }

        return (int)(Slice(KoalaBear5.Degree - _indicesLeft--) & (1UL << bits) - 1);
    }

    public bool CheckGrind(KoalaBear nonce, int bits)
    {
        Step();
        Span<byte> message = stackalloc byte[KeccakHash.Bytes + sizeof(uint) + 1], digest = stackalloc byte[KeccakHash.Bytes];
        _state.CopyTo(message);
        BinaryPrimitives.WriteUInt32BigEndian(message[KeccakHash.Bytes..], nonce.Value);
        message[^1] = KeccakHash.GrindTag;
        Keccak.Hash256(message, digest);
        Absorb([nonce]);
        return (BinaryPrimitives.ReadUInt64BigEndian(digest[24..]) & (1UL << bits) - 1) == 0;
    }

    public KoalaBear SearchNonce(int bits, WorkerPool pool, CancellationToken cancellation)
    {
        var next = new KeccakChain(this);
        next.Step();
        return KeccakKernels.SearchNonce(next._state, bits, pool, cancellation);
    }

    private void Step()
    {
        byte[] message = [.. _state, .. _pending, KeccakHash.StepTag];
        Keccak.Hash256(message, _state);
        _pending.Clear();
        _indicesLeft = 0;
    }

    private ulong Slice(int i) => KeccakHash.Slice(_state, i, KeccakHash.SliceBits);
}
