using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Security;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Circuits;

/// <summary>
/// What a last proof rests on: the terms of every layer below it and its own. A prover needs to break one round of one proof anywhere in the tree, and each of
/// his hash calls is in one of them, so the weakest term of all is the tree's.
/// </summary>
public static class TreeSecurity
{
    /// <summary>The report of each layer: shards of each class, their run, and the proofs of circuits without that for L1.</summary>
    public static IReadOnlyList<(string Layer, SecurityReport Report)> Reports(CircuitProfile profile, KeySet keys)
    {
        var reports = new List<(string, SecurityReport)>();
        foreach (LeafClass leaf in profile.Leaves)
            foreach (ProofClass c in leaf.Classes) reports.Add(($"shards of 2^{c.LogHeight} rows", SecurityReport.ForShard(new ClassLayout(leaf.Machine, c))));
        reports.Add(("run", SecurityReport.ForGamma()));
        foreach ((string name, CircuitShape shape) in ((string, CircuitShape)[])[("nodes", keys.Node), ("shrink", keys.Shrink), ("final", keys.Final)])
            reports.Add((name, SecurityReport.ForShard(new ClassLayout(shape.Machine.Definition, shape.Proof))));
        return reports;
    }

    /// <summary>The report of the layer that L1 verifies.</summary>
    public static SecurityReport ForL1(KeySet keys) => SecurityReport.ForShard(new ClassLayout(keys.L1.Machine.Definition, keys.L1.Proof));

    /// <summary>The weakest term over these layers, and whose it is.</summary>
    public static (string Layer, SecurityTerm Term) Weakest(CircuitProfile profile, KeySet keys) =>
        Reports(profile, keys).Select(r => (r.Layer, Term: r.Report.Weakest)).MinBy(r => r.Term.Bits);
}
