using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Verifier.Arithmetic;

/// <summary>
/// What the verifier computes with. There is one verifier source: over <see cref="NativeArithmetic"/> it verifies; over a backend whose
/// values are wires it emits the same checks as a program. Control flow depends on machine and class alone, never on values, except that a
/// native check that fails ends the run; a wire backend answers true and emits the check.
/// </summary>
/// <typeparam name="TBase">A base-field value.</typeparam>
/// <typeparam name="TExt">An extension-field value.</typeparam>
/// <typeparam name="TIndex">A non-negative integer below p, as its bits.</typeparam>
public interface IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>A value known before any proof: part of the machine, the key or the protocol.</summary>
    TBase Constant(KoalaBear value);

    /// <summary>An extension value known before any proof.</summary>
    TExt Constant(KoalaBear5 value);

    /// <summary>A value that a proof supplies.</summary>
    TBase Input(KoalaBear value);

    /// <summary>An extension value that a proof supplies.</summary>
    TExt Input(KoalaBear5 value);

    /// <summary>
    /// The concrete value, for observers and for inputs that a prover computes from it (a height from a row count): what depends on it may only enter as
    /// <see cref="Input(KoalaBear)"/>, and must be checked.
    /// </summary>
    KoalaBear ValueOf(TBase value);

    /// <summary>The extension element with these five coefficients, constant first.</summary>
    TExt Compose(ReadOnlySpan<TBase> coefficients);

    /// <summary>The five coefficients, constant first.</summary>
    void Decompose(TExt value, Span<TBase> coefficients);

    /// <summary>The image of a base value.</summary>
    TExt Extend(TBase value);

    /// <summary>Base sum.</summary>
    TBase Add(TBase a, TBase b);

    /// <summary>Base difference.</summary>
    TBase Sub(TBase a, TBase b);

    /// <summary>Base product.</summary>
    TBase Mul(TBase a, TBase b);

    /// <summary>Extension sum.</summary>
    TExt Add(TExt a, TExt b);

    /// <summary>Extension difference.</summary>
    TExt Sub(TExt a, TExt b);

    /// <summary>Extension product.</summary>
    TExt Mul(TExt a, TExt b);

    /// <summary>Extension times base.</summary>
    TExt Mul(TExt a, TBase b);

    /// <summary>Σ wᵢ·vᵢ.</summary>
    TExt Dot(ReadOnlySpan<TExt> weights, ReadOnlySpan<TBase> values);

    /// <summary>pow_n(x) at a point of n coordinates (§4): Π ((1−Rᵢ) + Rᵢ·x^(2^(n−1−i))).</summary>
    TExt PowMle(TBase x, ReadOnlySpan<TExt> point);

    /// <summary>Whether two values are equal.</summary>
    bool AssertEqual(TExt a, TExt b);

    /// <summary>Whether a value is not zero.</summary>
    bool AssertNonZero(TExt a);

    /// <summary>Whether two base values are equal.</summary>
    bool AssertEqual(TBase a, TBase b);

    /// <summary>The Poseidon2 permutation on 24 values in place.</summary>
    void Permute(Span<TBase> state);

    /// <summary>The low <paramref name="bits"/> bits of the canonical value.</summary>
    TIndex LowBits(TBase value, int bits);

    /// <summary>The bits of a value; whether it is below 2^<paramref name="bits"/>, with bits ≤ 30.</summary>
    bool TryBits(TBase value, int bits, out TIndex index);

    /// <summary>The number whose bits these are.</summary>
    TBase Value(TIndex index);

    /// <summary>Bit <paramref name="position"/>, 0 or 1.</summary>
    TBase Bit(TIndex index, int position);

    /// <summary>Whether all bits are zero.</summary>
    bool AssertZero(TIndex index);

    /// <summary>
    /// Entry <paramref name="index"/> of a table. The caller makes sure that the index is one of the table's; a native backend answers 0 outside it, a
    /// wire backend has no entry to read.
    /// </summary>
    TExt Select(ReadOnlySpan<TExt> table, TBase index);

    /// <summary>The point of a domain of 2^<paramref name="logDomain"/> at a row: ω^rev(index) (§6).</summary>
    TBase DomainPoint(TIndex index, int logDomain);

    /// <summary>
    /// Verifies an opening (§6) of the tree over 2^<paramref name="logRows"/> rows and copies the row of query q to
    /// <paramref name="rows"/> from q · <paramref name="stride"/> on: each query's leaf, of 2^l rows, is hashed and joined with siblings along the bits of its
    /// index above the lowest l to the root, and the lowest l say which row of the leaf is the query's. Equal nodes of several queries may be one.
    /// </summary>
    ErrorKind OpenRows(
        ProofHash hash, ReadOnlySpan<TBase> root, ReadOnlySpan<TIndex> indices, MerkleOpening opening, int logRows, int width,
        Span<TBase> rows, int stride);

    /// <summary>The transcript of a proof.</summary>
    /// <exception cref="NotSupportedException">The arithmetic has no such hash.</exception>
    IVerifierTranscript<TBase, TExt, TIndex> StartTranscript(ProofHash hash, string domain, ITranscriptObserver? observer);
}
