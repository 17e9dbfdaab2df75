using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Trace;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Recursion;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Prover.Jobs;

/// <summary>A step that proves a circuit of the recursion layer.</summary>
/// <param name="circuits">The circuits.</param>
/// <param name="kind">What kind of step.</param>
/// <param name="index">Place of the circuit's key.</param>
/// <param name="names">Names of all files that the result depends on.</param>
/// <param name="inputs">The steps whose files it reads.</param>
internal abstract class NodeJob(NodeCircuits circuits, JobKind kind, int index, IReadOnlyCollection<string> names, IReadOnlyList<Job> inputs)
    : Job(kind, JobName.Of(kind, circuits.NameOf(index), names), inputs)
{
    /// <inheritdoc/>
    public override string Extension => "node";

    /// <summary>The circuits.</summary>
    protected NodeCircuits Circuits => circuits;

    /// <summary>The keys.</summary>
    protected KeySet Keys => circuits.Set.Keys;

    /// <summary>Why a statement of the circuit is not what this step proves, or null.</summary>
    protected abstract string? Differs(KoalaBear[] statement);

    /// <summary>Proves.</summary>
    protected abstract byte[] Prove(NodeCircuit circuit, IReadOnlyList<byte[]> inputs, CancellationToken cancellation);

    /// <inheritdoc/>
    public override string? Fault(byte[] file)
    {
        if (!NodeFile.TryRead(Keys, file, out NodeProof? node, out VerificationError? error)) return error.ToString();
        if (node.Index != index) return $"it is the proof of circuit {node.Kind} {KeySet.NumberOf(node.Index)}";
        return Differs(node.Statement) ?? NodeFile.Verify(Keys, node)?.ToString();
    }

    /// <inheritdoc/>
    public override byte[] Run(IReadOnlyList<byte[]> files, CancellationToken cancellation)
    {
        NodeCircuit circuit = circuits.Load(index, cancellation);
        try
        {
            return Prove(circuit, files, cancellation);
        }
        catch (TraceException e)
        {
            throw new BadInputException(e.Message);
        }
    }

    /// <summary>A proof that is an input.</summary>
    protected NodeProof Read(byte[] file) =>
        NodeFile.TryRead(Keys, file, out NodeProof? node, out VerificationError? error) ? node : throw new BadInputException(error.ToString());

    /// <summary>Whether elements of a statement are a digest.</summary>
    protected static bool Is(ReadOnlySpan<KoalaBear> elements, in Digest digest) => Digest.FromElements(elements) == digest;
}

/// <summary>A step about neighbouring shards of a run.</summary>
internal abstract class RangeJob(
    NodeCircuits circuits, JobKind kind, int index, RunFile run, int first, int last, IReadOnlyCollection<string> names, IReadOnlyList<Job> inputs)
    : NodeJob(circuits, kind, index, names, inputs)
{
    /// <summary>Whose shards.</summary>
    protected RunFile Of => run;

    /// <summary>The first shard.</summary>
    public int First => first;

    /// <summary>The last shard.</summary>
    public int Last => last;

    /// <inheritdoc/>
    public override string About => $"{Kind.ToString().ToLowerInvariant()} of {(first == last ? $"shard {first}" : $"shards {first} to {last}")}";

    /// <inheritdoc/>
    protected override string? Differs(KoalaBear[] s)
    {
        // Kind, key root, run, first, last.
        int root = 1, of = root + Digest.Length, range = of + Digest.Length;
        return !Is(s.AsSpan(root), Keys.Root) ? "it is under another root of recursion keys"
            : !Is(s.AsSpan(of), run.Digest) ? "it is of another run"
            : s[range] != new KoalaBear((ulong)first) || s[range + 1] != new KoalaBear((ulong)last) ? $"it is about shards {s[range]} to {s[range + 1]}" : null;
    }
}

/// <summary>A leaf: neighbouring shards of the classes of a leaf circuit.</summary>
internal sealed class LeafJob(NodeCircuits circuits, int index, RunFile run, IReadOnlyList<ShardProofJob> shards)
    : RangeJob(circuits, JobKind.Leaf, index, run, shards[0].Index, shards[^1].Index, [run.Name, .. shards.Select(s => s.Name)], shards)
{
    /// <inheritdoc/>
    protected override byte[] Prove(NodeCircuit circuit, IReadOnlyList<byte[]> inputs, CancellationToken cancellation)
    {
        var proofs = new LeafShard[shards.Count];
        for (int i = 0; i < proofs.Length; i++)
        {
            if (!shards[i].TryRead(inputs[i], out ShardProof? proof, out string fault)) throw new BadInputException(fault);
            if (proof.Shape.Class != shards[i].Class) throw new BadInputException($"shard {shards[i].Index} is of another class");
            proofs[i] = new LeafShard(proof, LeafCircuit.GammaPath(Of.Gamma.Leaves, shards[i].Index - 1).Path);
        }

        return circuit.ProveLeaf(new LeafInput(Of.Key, Of.Shards, Of.Gamma.Gamma, Of.Gamma.Nonce, Keys.Root, proofs), cancellation: cancellation);
    }
}

/// <summary>A join of neighbouring ranges.</summary>
internal sealed class JoinJob(NodeCircuits circuits, RunFile run, IReadOnlyList<RangeJob> ranges)
    : RangeJob(
        circuits, JobKind.Join, KeyTree.IndexOf(NodeKind.Range, CircuitProfile.JoinNumber), run, ranges[0].First, ranges[^1].Last, [.. ranges.Select(r => r.Name)], ranges)
{
    /// <inheritdoc/>
    protected override byte[] Prove(NodeCircuit circuit, IReadOnlyList<byte[]> inputs, CancellationToken cancellation) =>
        circuit.ProveJoin([.. inputs.Select(Read)], cancellation: cancellation);
}

/// <summary>A step about one or several complete runs.</summary>
/// <param name="circuits">The circuits.</param>
/// <param name="kind">What kind of step.</param>
/// <param name="index">Place of the circuit's key.</param>
/// <param name="claims">Root over the claims.</param>
/// <param name="count">Number of runs.</param>
/// <param name="names">Names of all files that the result depends on.</param>
/// <param name="inputs">The steps whose files it reads.</param>
internal abstract class ClaimJob(
    NodeCircuits circuits, JobKind kind, int index, Digest claims, int count, IReadOnlyCollection<string> names, IReadOnlyList<Job> inputs)
    : NodeJob(circuits, kind, index, names, inputs)
{
    /// <summary>Root over the claims.</summary>
    public Digest Claims => claims;

    /// <summary>Number of runs.</summary>
    public int Count => count;

    /// <inheritdoc/>
    public override string About => $"{Kind.ToString().ToLowerInvariant()} of {(count == 1 ? "a run" : $"{count} runs")}";

    /// <inheritdoc/>
    protected override string? Differs(KoalaBear[] s)
    {
        // Kind, key root where it is no constant, root, count.
        int root = s.Length - Digest.Length - 1;
        return root > 1 && !Is(s.AsSpan(1), Keys.Root) ? "it is under another root of recursion keys"
            : !Is(s.AsSpan(root), claims) ? "it claims something else" : s[^1] != new KoalaBear((ulong)count) ? $"it is about {s[^1]} runs" : null;
    }
}

/// <summary>A complete run, for a bundle.</summary>
internal sealed class FinishJob(NodeCircuits circuits, RunFile run, RangeJob range)
    : ClaimJob(circuits, JobKind.Finish, KeyTree.IndexOf(NodeKind.Run, 0), run.Claim.Hash(), 1, [run.Name, range.Name], [range])
{
    /// <inheritdoc/>
    protected override byte[] Prove(NodeCircuit circuit, IReadOnlyList<byte[]> inputs, CancellationToken cancellation) =>
        circuit.ProveRun(Read(inputs[0]), run.Header, cancellation: cancellation);
}

/// <summary>Several runs and bundles.</summary>
internal sealed class BundleJob(NodeCircuits circuits, IReadOnlyList<ClaimJob> children)
    : ClaimJob(
        circuits, JobKind.Bundle, KeyTree.IndexOf(NodeKind.Bundle, 0),
        BundleCircuit.Root([.. children.Select(c => c.Claims)], circuits.Set.Profile.BundlePlaces, 0).Root, children.Sum(c => c.Count), [.. children.Select(c => c.Name)],
        children)
{
    /// <inheritdoc/>
    protected override byte[] Prove(NodeCircuit circuit, IReadOnlyList<byte[]> inputs, CancellationToken cancellation) =>
        circuit.ProveBundle([.. inputs.Select(Read)], cancellation: cancellation);
}

/// <summary>A complete run under constant keys, for the last proof.</summary>
internal sealed class ShrinkRunJob(NodeCircuits circuits, RunFile run, RangeJob range)
    : ClaimJob(circuits, JobKind.Shrink, KeyTree.IndexOf(NodeKind.Shrink, 0), run.Claim.Hash(), 1, [run.Name, range.Name], [range])
{
    /// <inheritdoc/>
    protected override byte[] Prove(NodeCircuit circuit, IReadOnlyList<byte[]> inputs, CancellationToken cancellation) =>
        circuit.ProveShrink(Read(inputs[0]), run.Header, cancellation: cancellation);
}

/// <summary>A bundle under constant keys, for the last proof.</summary>
internal sealed class ShrinkBundleJob(NodeCircuits circuits, ClaimJob bundle)
    : ClaimJob(circuits, JobKind.Shrink, KeyTree.IndexOf(NodeKind.Shrink, 1), bundle.Claims, bundle.Count, [bundle.Name], [bundle])
{
    /// <inheritdoc/>
    protected override byte[] Prove(NodeCircuit circuit, IReadOnlyList<byte[]> inputs, CancellationToken cancellation) =>
        circuit.ProveShrink(Read(inputs[0]), cancellation: cancellation);
}

/// <summary>The last proof.</summary>
internal sealed class FinalJob(NodeCircuits circuits, ClaimJob shrunk)
    : ClaimJob(circuits, JobKind.Final, FinalFile.IndexOf(circuits.ForL1), shrunk.Claims, shrunk.Count, [shrunk.Name], [shrunk])
{
    /// <inheritdoc/>
    protected override byte[] Prove(NodeCircuit circuit, IReadOnlyList<byte[]> inputs, CancellationToken cancellation) =>
        circuit.ProveFinal(Read(inputs[0]), cancellation: cancellation);
}
