using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Prover;
using Zkfp.Prover.Recursion;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Recursion.Tests;

/// <summary>A small set of circuits with all its keys, and all proofs of the sample's run from the leaf to the last.</summary>
internal static class HelloTree
{
    private static readonly Lazy<KeySet> s_keys = new(() => NodeKeys.Create(Profile, 2));
    private static readonly Lazy<NodeProof> s_leaf = new(() => Prove(NodeKind.Range, 0, c => c.ProveLeaf(HelloLeaf.Input)));
    private static readonly Lazy<NodeProof> s_join = new(() => Prove(NodeKind.Range, CircuitProfile.JoinNumber, c => c.ProveJoin([Leaf])));
    private static readonly Lazy<NodeProof> s_run = new(() => Prove(NodeKind.Run, 0, c => c.ProveRun(Join, Header)));
    private static readonly Lazy<NodeProof> s_shrunk = new(() => Prove(NodeKind.Shrink, 0, c => c.ProveShrink(Leaf, Header)));
    private static readonly Lazy<NodeProof> s_bundle = new(() => Prove(NodeKind.Bundle, 0, c => c.ProveBundle([Run, Run])));

    /// <summary>Leaves of the sample's class, one shard each; joins and bundles of two.</summary>
    public static CircuitProfile Profile => new(
        [new LeafClass(HelloLeaf.Machine, HelloLeaf.Proof.Shape.Class, 1)], MessageForms(HelloLeaf.Key.GlobalMessages), 128, 128, 2, 2, 18, 17, 15);

    public static KeySet Keys => s_keys.Value;

    public static RunHeader Header => new(HelloLeaf.Key, 1, HelloLeaf.Input.Gamma, HelloLeaf.Input.GammaNonce);

    public static NodeProof Leaf => s_leaf.Value;

    public static NodeProof Join => s_join.Value;

    public static NodeProof Run => s_run.Value;

    /// <summary>The leaf, shrunk.</summary>
    public static NodeProof Shrunk => s_shrunk.Value;

    public static NodeProof Bundle => s_bundle.Value;

    /// <summary>What the last proof of the sample's run must state.</summary>
    public static RunClaim Claim
    {
        get
        {
            KoalaBear[] v = HelloLeaf.Proof.PublicValues;
            var words = new uint?[ExecutionPublicValues.CommitWords];
            for (int i = 0; i < words.Length; i++)
            {
                int at = ExecutionPublicValues.FirstCommit + 3 * i;
                words[i] = v[at] == KoalaBear.Zero ? null : v[at + 1].Value | v[at + 2].Value << 16;
            }

            return new RunClaim(
                HelloLeaf.Key.Digest, v[ExecutionPublicValues.OutcomeLow].Value | v[ExecutionPublicValues.OutcomeHigh].Value << 16, words);
        }
    }

    public static NodeProof Prove(NodeKind kind, int number, Func<NodeCircuit, byte[]> prove) => Read(ProveBytes(kind, number, prove));

    public static byte[] ProveBytes(NodeKind kind, int number, Func<NodeCircuit, byte[]> prove)
    {
        using IProverBackend backend = CpuBackend.Create(2);
        using NodeCircuit circuit = NodeCircuit.Load(Profile, Keys, kind, number, backend);
        return prove(circuit);
    }

    /// <summary>A proof read back and verified.</summary>
    public static NodeProof Read(byte[] bytes)
    {
        if (!NodeFile.TryRead(Keys, bytes, out NodeProof? node, out VerificationError? error) || (error = NodeFile.Verify(Keys, node)) is not null)
            throw new InvalidDataException($"{error}");
        return node;
    }

    private static MessageForm[] MessageForms(IReadOnlyList<GlobalMessage> messages) =>
        [.. messages.Take(2).Select(m => new MessageForm(m.IsPush, m.Tag, m.Fields.Length))];
}
