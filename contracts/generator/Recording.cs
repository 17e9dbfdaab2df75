using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

namespace Zkfp.Contracts;

/// <summary>
/// The transcript of this verifier over a proof for L1, by steps of its state (docs/protocol.md §15): what each absorbs, and what is drawn from the state
/// after it. contracts/test/StarkTranscript.t.sol compares the contract's with it.
/// </summary>
internal sealed class Recording : ITranscriptObserver
{
    private sealed record Step(string Label, byte[] Absorbed, List<KoalaBear> Drawn);

    private const string Query = "query";

    private readonly List<byte> _pending;
    private readonly List<Step> _steps = [];
    private readonly List<List<int>> _queries = [];

    /// <summary>Verifies a proof.</summary>
    /// <exception cref="InvalidDataException">It is refused.</exception>
    public Recording(LastProof last, ShardProof proof)
    {
        var layout = new ClassLayout(last.Machine, proof.Shape);
        _pending = [.. Encoding.ASCII.GetBytes(layout.Domain)];
        var verifier = new ShardVerifier<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(
            default, layout, KeyInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, last.Key),
            ShardInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, proof), KoalaBear.One, proof, null, this);
        if (!verifier.Verify()) throw new InvalidDataException($"The proof is refused: {verifier.Error}");
    }

    /// <summary>Indices that are drawn, of each matrix.</summary>
    public IEnumerable<int[]> Queries => _queries.Select(q => q.ToArray());

    /// <inheritdoc/>
    public void OnObserve(string label, ReadOnlySpan<KoalaBear> elements)
    {
        // A proof of work is a hash of the state before its nonce is absorbed.
        if (label.EndsWith("nonce", StringComparison.Ordinal)) Add(label);
        bool isRoot = label.EndsWith("root", StringComparison.Ordinal);
        var bytes = new byte[isRoot ? KeccakHash.Bytes : sizeof(uint) * elements.Length];
        if (isRoot) KeccakHash.Write(Digest.FromElements(elements), bytes);
        else
            for (int i = 0; i < elements.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(sizeof(uint) * i), elements[i].Value);
        _pending.AddRange(bytes);
    }

    /// <inheritdoc/>
    public void OnSample(string label, ReadOnlySpan<KoalaBear> elements)
    {
        bool isFirst = _pending.Count > 0;
        if (label != Query || isFirst || _steps[^1].Label != Query || _steps[^1].Drawn.Count == KoalaBear5.Degree) Add(label);
        _steps[^1].Drawn.AddRange(elements);
        if (label != Query) return;
        if (isFirst) _queries.Add([]);
        _queries[^1].Add((int)elements[0].Value);
    }

    /// <summary>
    /// A line a step: label, Keccak-256 of what it absorbs, nothing if that is nothing, and lanes of 51 bits that are drawn: coefficients, indices, or nothing
    /// where the state is that of a proof of work.
    /// </summary>
    public string Write()
    {
        var s = new StringBuilder("label,absorbed,drawn\n");
        foreach (Step x in _steps)
        {
            var hash = new byte[KeccakHash.Bytes];
            Keccak.Hash256(x.Absorbed, hash);
            string absorbed = x.Absorbed.Length == 0 ? "" : "0x" + Convert.ToHexStringLower(hash);
            KoalaBear[] lanes = [.. x.Drawn, .. new KoalaBear[KoalaBear5.Degree - x.Drawn.Count]];
            string drawn = x.Drawn.Count == 0 ? "" : "0x" + Lanes.Word(Lanes.Pack(KoalaBear5.FromCoefficients(lanes)));
            s.Append(CultureInfo.InvariantCulture, $"{x.Label},{absorbed},{drawn}\n");
        }

        return s.ToString();
    }

    private void Add(string label)
    {
        _steps.Add(new Step(label, [.. _pending], []));
        _pending.Clear();
    }
}
