using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Recursion.Recording;

/// <summary>
/// The backend that records: values are wires, every assertion passes and is remembered by the recorder. It knows no values, so what it records cannot depend
/// on
/// any: <see cref="ValueOf"/> answers 0, and what is made from it may only enter as an input.
/// </summary>
public readonly struct WireArithmetic(CircuitRecorder recorder) : ICircuitArithmetic<WireBase, WireExt, WireIndex>
{
    private const int Degree = KoalaBear5.Degree;

    /// <inheritdoc/>
    public WireBase Constant(KoalaBear value) => new(recorder.Constant((KoalaBear5)value), 0);

    /// <inheritdoc/>
    public WireExt Constant(KoalaBear5 value) => new(recorder.Constant(value));

    /// <inheritdoc/>
    public WireBase Input(KoalaBear value) => new(recorder.Input(1), 0);

    /// <inheritdoc/>
    public WireExt Input(KoalaBear5 value) => new(recorder.Input(Degree));

    /// <inheritdoc/>
    public KoalaBear ValueOf(WireBase value) => KoalaBear.Zero;

    /// <inheritdoc/>
    public WireExt Compose(ReadOnlySpan<WireBase> coefficients) => new(recorder.Gather(coefficients));

    /// <inheritdoc/>
    public void Decompose(WireExt value, Span<WireBase> coefficients)
    {
        for (int i = 0; i < Degree; i++) coefficients[i] = recorder.Lane(value.Wire, i);
    }

    /// <inheritdoc/>
    public WireExt Extend(WireBase value) => new(recorder.Scalar(value));

    /// <inheritdoc/>
    public WireBase Add(WireBase a, WireBase b) => new(recorder.Add(recorder.Scalar(a), recorder.Scalar(b)), 0);

    /// <inheritdoc/>
    public WireBase Sub(WireBase a, WireBase b) => new(recorder.Sub(recorder.Scalar(a), recorder.Scalar(b)), 0);

    /// <inheritdoc/>
    public WireBase Mul(WireBase a, WireBase b) => new(recorder.Mul(recorder.Scalar(a), recorder.Scalar(b)), 0);

    /// <inheritdoc/>
    public WireExt Add(WireExt a, WireExt b) => new(recorder.Add(a.Wire, b.Wire));

    /// <inheritdoc/>
    public WireExt Sub(WireExt a, WireExt b) => new(recorder.Sub(a.Wire, b.Wire));

    /// <inheritdoc/>
    public WireExt Mul(WireExt a, WireExt b) => new(recorder.Mul(a.Wire, b.Wire));

    /// <inheritdoc/>
    public WireExt Mul(WireExt a, WireBase b) => new(recorder.Mul(a.Wire, recorder.Scalar(b)));

    /// <inheritdoc/>
    public WireExt Dot(ReadOnlySpan<WireExt> weights, ReadOnlySpan<WireBase> values)
    {
        int sum = recorder.Zero;
        Span<int> w = stackalloc int[Degree];
        for (int i = 0; i < values.Length;)
        {
            bool whole = i + Degree <= values.Length;
            for (int k = 0; whole && k < Degree; k++) whole = values[i + k].Wire == values[i].Wire && values[i + k].Lane == k;
            if (whole)
            {
                for (int k = 0; k < Degree; k++) w[k] = weights[i + k].Wire;
                sum = recorder.Dot(values[i].Wire, w, sum);
                i += Degree;
                continue;
            }

            sum = recorder.Add(sum, recorder.Mul(weights[i].Wire, recorder.Scalar(values[i])));
            i++;
        }

        return new WireExt(sum);
    }

    /// <inheritdoc/>
    public WireExt PowMle(WireBase x, ReadOnlySpan<WireExt> point)
    {
        int product = recorder.One, power = recorder.Scalar(x);
        for (int i = point.Length - 1; i >= 0; i--) (product, power) = recorder.Pow(product, power, point[i].Wire);
        return new WireExt(product);
    }

    /// <inheritdoc/>
    public bool AssertEqual(WireExt a, WireExt b)
    {
        recorder.AssertEqual(a.Wire, b.Wire);
        return true;
    }

    /// <inheritdoc/>
    public bool AssertNonZero(WireExt a)
    {
        recorder.AssertNonZero(a.Wire);
        return true;
    }

    /// <inheritdoc/>
    public bool AssertEqual(WireBase a, WireBase b)
    {
        recorder.AssertEqual(recorder.Scalar(a), recorder.Scalar(b));
        return true;
    }

    /// <inheritdoc/>
    public void Permute(Span<WireBase> state) => recorder.Permute(state);

    /// <inheritdoc/>
    public WireIndex LowBits(WireBase value, int bits) => recorder.Bits(recorder.Scalar(value), bits, false);

    /// <inheritdoc/>
    public bool TryBits(WireBase value, int bits, out WireIndex index)
    {
        index = recorder.Bits(recorder.Scalar(value), bits, true);
        return true;
    }

    /// <inheritdoc/>
    public WireBase Value(WireIndex index) => new(recorder.ValueOf(index), 0);

    /// <inheritdoc/>
    public WireBase Bit(WireIndex index, int position) => recorder.Bit(index, position);

    /// <inheritdoc/>
    public bool AssertZero(WireIndex index)
    {
        recorder.AssertEqual(recorder.ValueOf(index), recorder.Zero);
        return true;
    }

    /// <inheritdoc/>
    public WireExt Select(ReadOnlySpan<WireExt> table, WireBase index) => new(recorder.Select(table, recorder.Scalar(index)));

    /// <summary>Π over the bits of ω_{k+1} where bit k is 1: bit k of the row is bit L − 1 − k of the exponent, and ω_L^(2^(L−1−k)) = ω_{k+1} for every
    /// L.</summary>
    public WireBase DomainPoint(WireIndex index, int logDomain)
    {
        int x = recorder.One;
        for (int k = 0; k < logDomain; k++)
            x = recorder.Mac(KoalaBear.RootOfUnity(k + 1) - KoalaBear.One, x, recorder.Scalar(recorder.Bit(index, k)), KoalaBear.One, x);
        return new WireBase(x, 0);
    }

    /// <inheritdoc/>
    public ErrorKind OpenRows(
        ProofHash hash, ReadOnlySpan<WireBase> root, ReadOnlySpan<WireIndex> indices, MerkleOpening opening, int logRows, int width, Span<WireBase> rows, int stride)
    {
        NotOver(hash);
        int logLeaf = FieldHash.LogLeafRows(width, logRows), leafWidth = width << logLeaf;
        int tree = recorder.Tree(root, logRows - logLeaf, indices.Length);
        var leaf = new WireBase[leafWidth];
        for (int q = 0; q < indices.Length; q++)
        {
            for (int c = 0; c < leafWidth; c += Degree)
            {
                int lanes = Math.Min(Degree, leafWidth - c), wire = recorder.Input(lanes);
                for (int i = 0; i < lanes; i++) leaf[c + i] = recorder.Lane(wire, i);
            }

            // index = leaf · 2^l + row in it.
            WireBase at = Value(indices[q]);
            for (int level = 0; level < logLeaf; level++) at = Sub(at, Mul(Bit(indices[q], level), Constant(new KoalaBear(1UL << level))));
            at = Mul(at, Constant(new KoalaBear(1UL << logLeaf).Inverse()));
            recorder.Leaf(tree, q, VerifierHash<WireArithmetic, WireBase, WireExt, WireIndex>.HashLeaf(this, leaf), recorder.Scalar(at));
            for (int level = logLeaf - 1; level >= 0; level--)
            {
                WireBase bit = Bit(indices[q], level);
                int half = width << level;
                for (int c = 0; c < half; c++) leaf[c] = Add(leaf[c], Mul(bit, Sub(leaf[half + c], leaf[c])));
            }

            leaf.AsSpan(0, width).CopyTo(rows[(q * stride)..]);
        }

        return ErrorKind.None;
    }

    /// <inheritdoc/>
    public IVerifierTranscript<WireBase, WireExt, WireIndex> StartTranscript(ProofHash hash, string domain, ITranscriptObserver? observer)
    {
        NotOver(hash);
        return new VerifierTranscript<WireArithmetic, WireBase, WireExt, WireIndex>(this, domain, observer);
    }

    /// <inheritdoc/>
    public void AssertMember(ReadOnlySpan<WireBase> root, WireIndex index, ReadOnlySpan<WireBase> leaf, ReadOnlySpan<Digest> siblings)
    {
        if (recorder.BitCount(index) != siblings.Length)
            throw new ArgumentException($"An index of {recorder.BitCount(index)} bits for {siblings.Length} levels.", nameof(index));
        int tree = recorder.Tree(root, siblings.Length, 1);
        recorder.Leaf(tree, 0, leaf, recorder.ValueOf(index));
    }

    /// <inheritdoc/>
    public void State(ReadOnlySpan<WireBase> elements) => Output(VerifierHash<WireArithmetic, WireBase, WireExt, WireIndex>.HashElements(this, elements));

    /// <inheritdoc/>
    public void Output(ReadOnlySpan<WireBase> digest) => recorder.Output(digest);

    private static void NotOver(ProofHash hash)
    {
        if (hash != ProofHash.Poseidon2) throw new NotSupportedException($"No circuit verifies proofs over {hash}.");
    }
}
