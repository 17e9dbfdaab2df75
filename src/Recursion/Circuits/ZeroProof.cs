using Zkfp.Core.Field;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Recursion.Circuits;

/// <summary>A proof with all the lengths of its class and nothing but zeros: enough to record what verifies the class.</summary>
public static class ZeroProof
{
    /// <summary>The proof of a layout.</summary>
    public static ShardProof Create(ClassLayout layout)
    {
        ProofClass c = layout.Class;
        int matrices = 1 + (c.BoundaryWidth == 0 ? 0 : 1) + (c.PreprocessedWidth == 0 ? 0 : 1);
        MerkleOpening[] Openings(bool first)
        {
            var openings = new MerkleOpening[first ? matrices : 1];
            Array.Fill(openings, new MerkleOpening([], []));
            return openings;
        }

        var layers = new GkrLayer[c.LogLeaves - 1];
        for (int k = 1; k < c.LogLeaves; k++) layers[k - 1] = new GkrLayer(new KoalaBear5[ProtocolParameters.GkrDegree * k], 0, 0, 0, 0);
        var rounds = new WhirRoundProof[layout.Whir.Rounds.Length];
        for (int i = 0; i < rounds.Length; i++)
        {
            WhirRound r = layout.Whir.Rounds[i];
            rounds[i] = new WhirRoundProof(default, 0, Openings(i == 0), new KoalaBear5[2 * r.Fold])
            {
                OutOfDomain = new KoalaBear5[r.Next.OutOfDomain],
                Nonces = Nonces(r.Next, r.Fold),
            };
        }

        var whir = new WhirProof(
            new KoalaBear5[2 * c.LogWidth], rounds, new KoalaBear5[1 << layout.Whir.FinalVariables], 0, Openings(rounds.Length == 0),
            new KoalaBear5[2 * layout.Whir.FinalVariables])
        {
            InitialNonces = Nonces(layout.Whir.First, c.LogWidth),
        };
        return new ShardProof(
            new Shape(c, new int[layout.Positions.Length]), new KoalaBear[layout.Machine.PublicValueCount], default, default, 0,
            new GkrProof(0, 0, 0, 0, layers), new KoalaBear5[ProtocolParameters.ZerocheckDegree * c.LogHeight], new KoalaBear5[layout.EvaluationCount], whir)
        {
            OutOfDomain = new KoalaBear5[layout.Whir.First.OutOfDomain],
        };
    }

    private static KoalaBear[] Nonces(WhirMatrix folded, int rounds) => folded.FoldGrindingBits == 0 ? [] : new KoalaBear[rounds];
}
