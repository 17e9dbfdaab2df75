using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Merkle;

namespace Zkfp.Verifier.Arithmetic;

/// <summary>Low bits of an element. A type of this assembly: code over it can be compiled ahead, code over the base library's own cannot.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct NativeIndex(uint Value)
{
    /// <summary>The bits.</summary>
    public static implicit operator uint(NativeIndex index) => index.Value;

    /// <summary>The bits of a word.</summary>
    public static implicit operator NativeIndex(uint value) => new(value);
}

/// <summary>Field elements: over this backend the verifier verifies.</summary>
public readonly struct NativeArithmetic : IVerifierArithmetic<KoalaBear, KoalaBear5, NativeIndex>
{
    /// <inheritdoc/>
    public KoalaBear Constant(KoalaBear value) => value;

    /// <inheritdoc/>
    public KoalaBear5 Constant(KoalaBear5 value) => value;

    /// <inheritdoc/>
    public KoalaBear Input(KoalaBear value) => value;

    /// <inheritdoc/>
    public KoalaBear5 Input(KoalaBear5 value) => value;

    /// <inheritdoc/>
    public KoalaBear ValueOf(KoalaBear value) => value;

    /// <inheritdoc/>
    public KoalaBear5 Compose(ReadOnlySpan<KoalaBear> coefficients) => KoalaBear5.FromCoefficients(coefficients);

    /// <inheritdoc/>
    public void Decompose(KoalaBear5 value, Span<KoalaBear> coefficients) => value.CopyTo(coefficients);

    /// <inheritdoc/>
    public KoalaBear5 Extend(KoalaBear value) => value;

    /// <inheritdoc/>
    public KoalaBear Add(KoalaBear a, KoalaBear b) => a + b;

    /// <inheritdoc/>
    public KoalaBear Sub(KoalaBear a, KoalaBear b) => a - b;

    /// <inheritdoc/>
    public KoalaBear Mul(KoalaBear a, KoalaBear b) => a * b;

    /// <inheritdoc/>
    public KoalaBear5 Add(KoalaBear5 a, KoalaBear5 b) => a + b;

    /// <inheritdoc/>
    public KoalaBear5 Sub(KoalaBear5 a, KoalaBear5 b) => a - b;

    /// <inheritdoc/>
    public KoalaBear5 Mul(KoalaBear5 a, KoalaBear5 b) => a * b;

    /// <inheritdoc/>
    public KoalaBear5 Mul(KoalaBear5 a, KoalaBear b) => a * b;

    /// <inheritdoc/>
    public KoalaBear5 Dot(ReadOnlySpan<KoalaBear5> weights, ReadOnlySpan<KoalaBear> values)
    {
        KoalaBear5 sum = KoalaBear5.Zero;
        for (int i = 0; i < weights.Length; i++) sum += weights[i] * values[i];
        return sum;
    }

    /// <inheritdoc/>
    public KoalaBear5 PowMle(KoalaBear x, ReadOnlySpan<KoalaBear5> point)
    {
        KoalaBear5 product = KoalaBear5.One;
        for (int i = point.Length - 1; i >= 0; i--)
        {
            product *= KoalaBear5.One - point[i] + point[i] * x;
            x *= x;
        }

        return product;
    }

    /// <inheritdoc/>
    public bool AssertEqual(KoalaBear5 a, KoalaBear5 b) => a == b;

    /// <inheritdoc/>
    public bool AssertNonZero(KoalaBear5 a) => a != KoalaBear5.Zero;

    /// <inheritdoc/>
    public bool AssertEqual(KoalaBear a, KoalaBear b) => a == b;

    /// <inheritdoc/>
    public void Permute(Span<KoalaBear> state) => Poseidon2.Permute(state);

    /// <inheritdoc/>
    public NativeIndex LowBits(KoalaBear value, int bits) => value.Value & ((1u << bits) - 1);

    /// <inheritdoc/>
    public bool TryBits(KoalaBear value, int bits, out NativeIndex index)
    {
        index = value.Value;
        return value.Value >> bits == 0;
    }

    /// <inheritdoc/>
    public KoalaBear Value(NativeIndex index) => new(index.Value);

    /// <inheritdoc/>
    public KoalaBear Bit(NativeIndex index, int position) => (index.Value >> position & 1) != 0 ? KoalaBear.One : KoalaBear.Zero;

    /// <inheritdoc/>
    public bool AssertZero(NativeIndex index) => index.Value == 0;

    /// <inheritdoc/>
    public KoalaBear5 Select(ReadOnlySpan<KoalaBear5> table, KoalaBear index) =>
        index.Value < (uint)table.Length ? table[(int)index.Value] : KoalaBear5.Zero;

    /// <inheritdoc/>
    public KoalaBear DomainPoint(NativeIndex index, int logDomain) => KoalaBear.RootOfUnity(logDomain).Pow(Reverse(index.Value, logDomain));

    /// <inheritdoc/>
    public ErrorKind OpenRows(
        ProofHash hash, ReadOnlySpan<KoalaBear> root, ReadOnlySpan<NativeIndex> indices, MerkleOpening opening, int logRows, int width,
        Span<KoalaBear> rows, int stride) =>
        MultiOpening.Verify(hash, Digest.FromElements(root), MemoryMarshal.Cast<NativeIndex, uint>(indices), opening, logRows, width, rows, stride);

    /// <inheritdoc/>
    public IVerifierTranscript<KoalaBear, KoalaBear5, NativeIndex> StartTranscript(ProofHash hash, string domain, ITranscriptObserver? observer) =>
        hash == ProofHash.Keccak
            ? new KeccakVerifierTranscript(domain, observer)
            : new VerifierTranscript<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(this, domain, observer);

    /// <summary>The low <paramref name="bits"/> bits in reverse order.</summary>
    public static uint Reverse(uint value, int bits)
    {
        uint r = 0;
        for (int i = 0; i < bits; i++) r |= (value >> i & 1) << (bits - 1 - i);
        return r;
    }
}
