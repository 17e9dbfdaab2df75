using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Verifier.Tests.Tamper;

/// <summary>A field of a proof's bytes, in words.</summary>
internal readonly record struct Field(int Shard, string Name, int Start, int Length);

/// <summary>Names every word of a run proof, in the order of docs/protocol.md §11, or of a final proof (§§13 to 15).</summary>
internal sealed class ProofMap
{
    private const int CommitWords = ExecutionPublicValues.CommitWords;

    private readonly List<Field> _fields = [];
    private int _next;
    private readonly int _shard;
    private readonly TablePosition[] _positions;

    // Words of a digest among the messages, and extension elements that are a field each; of longer vectors all are one.
    private readonly int _digest = Digest.Length;
    private readonly int _longest = 40;

    public ProofMap(MachineDefinition machine, RunProof p)
    {
        _positions = TablePosition.All(machine);
        Add("magic", 1);
        Add("kind", 1);
        Add("version", 1);
        Add("key digest", Digest.Length);
        Add("shard count", 1);
        Add("gamma nonce", 1);
        foreach (ShardProof s in p.Shards)
        {
            _shard++;
            Shard(s);
        }
    }

    /// <summary>Of a final proof of so many runs; its fields have the shard number 0 before the messages, 1 among them.</summary>
    public ProofMap(MachineDefinition machine, ShardProof final, int runs)
    {
        _positions = TablePosition.All(machine);
        Add("magic", 1);
        Add("kind", 1);
        Add("version", 1);
        Add("key digest", Digest.Length);
        Add("run count", 1);
        for (int i = 0; i < runs; i++)
        {
            Add("claimed key", Digest.Length);
            Add("claimed outcome", 2);
            for (int k = 0; k < CommitWords; k++)
            {
                Add("claimed flag", 1);
                Add("claimed word", 2);
            }
        }

        _shard = 1;
        _longest = int.MaxValue;
        if (LayerParameters.Of(final.Shape.Class.Layer).Hash == ProofHash.Keccak) _digest = KeccakHash.Bytes / sizeof(uint);
        Messages(final);
    }

    public IReadOnlyList<Field> Fields => _fields;

    public int Words => _next;

    private void Shard(ShardProof s)
    {
        Add("main width", 1);
        Add("boundary width", 1);
        Add("log leaves", 1);
        foreach (TablePosition p in _positions) Add(s.Shape.Rows[p.Number] == 0 ? "absent rows" : "rows", 1);
        for (int i = 0; i < s.PublicValues.Length; i++) Add($"public value {i}", 1);
        Add("boundary root", _digest);
        Messages(s);
    }

    private void Messages(ShardProof s)
    {
        Add("main root", _digest);
        Extensions("out of domain", s.OutOfDomain.Length);
        Add("nonce", 1);
        Add("local output", 2 * KoalaBear5.Degree);
        Add("global output", 2 * KoalaBear5.Degree);
        foreach (GkrLayer l in s.Gkr.Layers)
        {
            Extensions("gkr sumcheck", l.Sumcheck.Length);
            Extensions("gkr children", 4);
        }

        Extensions("zerocheck", s.Zerocheck.Length);
        foreach (TablePosition p in _positions)
            if (s.Shape.Rows[p.Number] != 0) Extensions("evaluations", p.EvaluationCount);
        Extensions("whir initial sumcheck", s.Whir.InitialSumcheck.Length);
        Singles("whir initial nonce", s.Whir.InitialNonces.Length);
        foreach (WhirRoundProof r in s.Whir.Rounds)
        {
            Add("whir root", _digest);
            Extensions("whir out of domain", r.OutOfDomain.Length);
            Add("whir nonce", 1);
            foreach (MerkleOpening o in r.Openings) Opening(o);
            Extensions("whir sumcheck", r.Sumcheck.Length);
            Singles("whir fold nonce", r.Nonces.Length);
        }

        Extensions("final polynomial", s.Whir.FinalPolynomial.Length);
        Add("final nonce", 1);
        foreach (MerkleOpening o in s.Whir.FinalOpenings) Opening(o);
        Extensions("final sumcheck", s.Whir.FinalSumcheck.Length);
    }

    private void Opening(MerkleOpening o)
    {
        Add("opening row length", 1);
        Add("opening sibling count", 1);
        Add("opening rows", o.Rows.Length);
        Add("opening siblings", _digest * o.Siblings.Length);
    }

    // One field per extension element, so that every message is covered, up to long vectors.
    private void Extensions(string name, int count)
    {
        if (count <= _longest)
            for (int i = 0; i < count; i++) Add(name, KoalaBear5.Degree);
        else
            Add(name, KoalaBear5.Degree * count);
    }

    private void Singles(string name, int count)
    {
        for (int i = 0; i < count; i++) Add(name, 1);
    }

    private void Add(string name, int length)
    {
        _fields.Add(new Field(_shard, name, _next, length));
        _next += length;
    }
}
