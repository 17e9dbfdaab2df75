using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Machine;

namespace Zkfp.Recursion.Tests;

/// <summary>Where the bytes of a static machine's proof are.</summary>
internal static class ProofParts
{
    private const int Extension = 4 * KoalaBear5.Degree, DigestBytes = 4 * Digest.Length;

    /// <summary>Bytes by part, in the order of the proof; their sum is the proof's length.</summary>
    public static List<(string Part, int Bytes)> Of(ShardProof p) => Of(RecursionMachine.Rec1, p);

    /// <summary>The same of another machine.</summary>
    public static List<(string Part, int Bytes)> Of(RecursionMachine machine, ShardProof p)
    {
        var parts = new List<(string, int)>
        {
            ("main root, value outside, nonce", DigestBytes + Extension * p.OutOfDomain.Length + 4),
            ("GKR", Extension * (4 + p.Gkr.Layers.Sum(l => l.Sumcheck.Length + 4))),
            ("zerocheck", Extension * p.Zerocheck.Length),
            ("evaluations", Extension * Evaluations(machine, p)),
            ("sumcheck over columns", Extension * p.Whir.InitialSumcheck.Length + 4 * p.Whir.InitialNonces.Length),
        };
        for (int i = 0; i < p.Whir.Rounds.Length; i++)
        {
            WhirRoundProof r = p.Whir.Rounds[i];
            parts.Add(($"round {i + 1}: root, value outside, nonces, sumcheck", DigestBytes + 4 + 4 * r.Nonces.Length + Extension * (r.OutOfDomain.Length + r.Sumcheck.Length)));
            Openings($"round {i + 1}", r.Openings);
        }

        parts.Add(("final polynomial, nonce, sumcheck", Extension * (p.Whir.FinalPolynomial.Length + p.Whir.FinalSumcheck.Length) + 4));
        Openings("last", p.Whir.FinalOpenings);
        return parts;

        void Openings(string name, MerkleOpening[] openings)
        {
            for (int k = 0; k < openings.Length; k++)
            {
                parts.Add(($"{name}: rows of tree {k + 1}", 8 + 4 * openings[k].Rows.Length));
                parts.Add(($"{name}: paths of tree {k + 1}", DigestBytes * openings[k].Siblings.Length));
            }
        }
    }

    private static int Evaluations(RecursionMachine machine, ShardProof p) =>
        TablePosition.All(machine.Definition).Where(q => p.Shape.Rows[q.Number] != 0).Sum(q => q.EvaluationCount);
}
