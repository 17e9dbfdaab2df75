using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Recording;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Merkle;

namespace Zkfp.Recursion.Witness;

/// <summary>
/// The backend that collects a witness: values are field elements, every assertion passes, since whether it holds is for the circuit to say, and what is an
/// input
/// goes onto a tape in the order in which <see cref="WireArithmetic"/> reads it.
/// </summary>
public readonly struct TapeArithmetic(Tape tape) : ICircuitArithmetic<KoalaBear, KoalaBear5, uint>
{
    private static NativeArithmetic Native => default;

    /// <inheritdoc/>
    public KoalaBear Constant(KoalaBear value) => value;

    /// <inheritdoc/>
    public KoalaBear5 Constant(KoalaBear5 value) => value;

    /// <inheritdoc/>
    public KoalaBear Input(KoalaBear value)
    {
        tape.Inputs.Add(value);
        return value;
    }

    /// <inheritdoc/>
    public KoalaBear5 Input(KoalaBear5 value)
    {
        tape.Inputs.Add(value);
        return value;
    }

    /// <inheritdoc/>
    public KoalaBear ValueOf(KoalaBear value) => value;

    /// <inheritdoc/>
    public KoalaBear5 Compose(ReadOnlySpan<KoalaBear> coefficients) => Native.Compose(coefficients);

    /// <inheritdoc/>
    public void Decompose(KoalaBear5 value, Span<KoalaBear> coefficients) => Native.Decompose(value, coefficients);

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
    public KoalaBear5 Dot(ReadOnlySpan<KoalaBear5> weights, ReadOnlySpan<KoalaBear> values) => Native.Dot(weights, values);

    /// <inheritdoc/>
    public KoalaBear5 PowMle(KoalaBear x, ReadOnlySpan<KoalaBear5> point) => Native.PowMle(x, point);

    /// <inheritdoc/>
    public bool AssertEqual(KoalaBear5 a, KoalaBear5 b) => true;

    /// <inheritdoc/>
    public bool AssertNonZero(KoalaBear5 a) => true;

    /// <inheritdoc/>
    public bool AssertEqual(KoalaBear a, KoalaBear b) => true;

    /// <inheritdoc/>
    public void Permute(Span<KoalaBear> state) => Poseidon2.Permute(state);

    /// <inheritdoc/>
    public uint LowBits(KoalaBear value, int bits) => Native.LowBits(value, bits);

    /// <inheritdoc/>
    public bool TryBits(KoalaBear value, int bits, out uint index)
    {
        index = Native.LowBits(value, bits);
        return true;
    }

    /// <inheritdoc/>
    public KoalaBear Value(uint index) => new(index);

    /// <inheritdoc/>
    public KoalaBear Bit(uint index, int position) => Native.Bit(index, position);

    /// <inheritdoc/>
    public bool AssertZero(uint index) => true;

    /// <inheritdoc/>
    public KoalaBear5 Select(ReadOnlySpan<KoalaBear5> table, KoalaBear index) => Native.Select(table, index);

    /// <inheritdoc/>
    public KoalaBear DomainPoint(uint index, int logDomain) => Native.DomainPoint(index, logDomain);

    /// <inheritdoc/>
    public ErrorKind OpenRows(
        ProofHash hash, ReadOnlySpan<KoalaBear> root, ReadOnlySpan<uint> indices, MerkleOpening opening, int logRows, int width, Span<KoalaBear> rows, int stride)
    {
        if (hash != ProofHash.Poseidon2) throw new NotSupportedException($"No circuit verifies proofs over {hash}.");
        int leafWidth = width << FieldHash.LogLeafRows(width, logRows);

        // An opening with other counts has no paths: what goes onto the tape then is zeros, which lead to no root.
        MultiOpening.TryExpand(indices, opening, logRows, width, out KoalaBear[] leaves, out Digest[] siblings);
        Span<KoalaBear> five = stackalloc KoalaBear[KoalaBear5.Degree];
        for (int q = 0; q < indices.Length; q++)
        {
            ReadOnlySpan<KoalaBear> leaf = leaves.AsSpan(q * leafWidth, leafWidth);
            for (int c = 0; c < leafWidth; c += five.Length)
            {
                five.Clear();
                leaf[c..Math.Min(leafWidth, c + five.Length)].CopyTo(five);
                tape.Inputs.Add(KoalaBear5.FromCoefficients(five));
            }

            int row = (int)(indices[q] & (uint)(leafWidth / width - 1));
            leaf.Slice(row * width, width).CopyTo(rows[(q * stride)..]);
        }

        tape.Siblings.Add(siblings);
        return ErrorKind.None;
    }

    /// <inheritdoc/>
    public IVerifierTranscript<KoalaBear, KoalaBear5, uint> StartTranscript(ProofHash hash, string domain, ITranscriptObserver? observer) => hash == ProofHash.Poseidon2
        ? new VerifierTranscript<TapeArithmetic, KoalaBear, KoalaBear5, uint>(this, domain, observer)
        : throw new NotSupportedException($"No circuit verifies proofs over {hash}.");

    /// <inheritdoc/>
    public void AssertMember(ReadOnlySpan<KoalaBear> root, uint index, ReadOnlySpan<KoalaBear> leaf, ReadOnlySpan<Digest> siblings) =>
        tape.Siblings.Add(siblings.ToArray());

    /// <inheritdoc/>
    public void State(ReadOnlySpan<KoalaBear> elements) => tape.Statement = elements.ToArray();

    /// <inheritdoc/>
    public void Output(ReadOnlySpan<KoalaBear> digest)
    {
    }
}
