using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Proofs;

/// <summary>Writes proofs as 32-bit little-endian words (docs/protocol.md §11); over Keccak as big-endian ones, and digests as bytes (§15).</summary>
public sealed class ProofWriter
{
    private readonly bool _isKeccak;
    private byte[] _bytes = new byte[1 << 16];
    private int _length;

    private ProofWriter(ProofHash hash = ProofHash.Poseidon2) => _isKeccak = hash == ProofHash.Keccak;

    /// <summary>The bytes of a run proof that fits into memory.</summary>
    public static byte[] Write(MachineDefinition machine, RunProof proof)
    {
        TablePosition[] positions = TablePosition.All(machine);
        var w = new ProofWriter();
        w.RunHeader(proof.KeyDigest, proof.Shards.Length, proof.GammaNonce);
        foreach (ShardProof s in proof.Shards) w.Shard(positions, s, false);
        return w.ToArray();
    }

    /// <summary>What precedes the shards of a run proof. They follow as <see cref="Write(MachineDefinition, ShardProof)"/> gives them, without their headers.</summary>
    public static byte[] WriteRunHeader(in Digest keyDigest, int shards, KoalaBear gammaNonce)
    {
        var w = new ProofWriter();
        w.RunHeader(keyDigest, shards, gammaNonce);
        return w.ToArray();
    }

    /// <summary>The bytes of a shard proof alone, as kept between proving and assembling a run: <see cref="ProofFormat.HeaderBytes"/>, then the proof.</summary>
    public static byte[] Write(MachineDefinition machine, ShardProof proof)
    {
        var w = new ProofWriter();
        w.Word(ProofFormat.Magic);
        w.Word(ProofFormat.ShardKind);
        w.Word(ProtocolParameters.FormatVersion);
        w.Shard(TablePosition.All(machine), proof, false);
        return w.ToArray();
    }

    /// <summary>The messages of a static machine's proof: no header, no shape, no public values, which a reader has from elsewhere.</summary>
    public static byte[] WriteStatic(MachineDefinition machine, ShardProof proof)
    {
        if (!machine.IsStatic) throw new ArgumentException($"Proofs of {machine.Name} have shapes.", nameof(machine));
        var w = new ProofWriter(LayerParameters.Of(proof.Shape.Class.Layer).Hash);
        w.Shard(TablePosition.All(machine), proof, true);
        return w.ToArray();
    }

    private byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    private void RunHeader(in Digest keyDigest, int shards, KoalaBear gammaNonce)
    {
        Word(ProofFormat.Magic);
        Word(ProofFormat.RunKind);
        Word(ProtocolParameters.FormatVersion);
        Digest(keyDigest);
        Word((uint)shards);
        Element(gammaNonce);
    }

    private void Shard(TablePosition[] positions, ShardProof p, bool isStatic)
    {
        if (!isStatic) ShapeAndStatement(p);
        Digest(p.MainRoot);
        Elements(p.OutOfDomain);
        Element(p.Nonce);
        Element(p.Gkr.LocalNumerator);
        Element(p.Gkr.LocalDenominator);
        Element(p.Gkr.GlobalNumerator);
        Element(p.Gkr.GlobalDenominator);
        foreach (GkrLayer l in p.Gkr.Layers)
        {
            Elements(l.Sumcheck);
            Element(l.N0);
            Element(l.N1);
            Element(l.D0);
            Element(l.D1);
        }

        Elements(p.Zerocheck);
        foreach (TablePosition position in positions)
            if (p.Shape.Rows[position.Number] != 0) Elements(p.Evaluations.AsSpan(position.EvaluationOffset, position.EvaluationCount));
        Elements(p.Whir.InitialSumcheck);
        Elements(p.Whir.InitialNonces);
        foreach (WhirRoundProof r in p.Whir.Rounds)
        {
            Digest(r.Root);
            Elements(r.OutOfDomain);
            Element(r.Nonce);
            foreach (MerkleOpening o in r.Openings) Opening(o);
            Elements(r.Sumcheck);
            Elements(r.Nonces);
        }

        Elements(p.Whir.FinalPolynomial);
        Element(p.Whir.FinalNonce);
        foreach (MerkleOpening o in p.Whir.FinalOpenings) Opening(o);
        Elements(p.Whir.FinalSumcheck);
    }

    private void ShapeAndStatement(ShardProof p)
    {
        Word((uint)p.Shape.Class.MainWidth);
        Word((uint)p.Shape.Class.BoundaryWidth);
        Word((uint)p.Shape.Class.LogLeaves);
        foreach (int n in p.Shape.Rows) Word((uint)n);
        Elements(p.PublicValues);
        Digest(p.BoundaryRoot);
    }

    private void Opening(MerkleOpening o)
    {
        Word((uint)o.Rows.Length);
        Word((uint)o.Siblings.Length);
        Elements(o.Rows);
        foreach (ref readonly Digest d in o.Siblings.AsSpan()) Digest(d);
    }

    private void Word(uint value)
    {
        Reserve(4);
        if (_isKeccak) BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), value);
        else BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_length), value);
        _length += 4;
    }

    private void Element(KoalaBear e) => Word(e.Value);

    private void Element(KoalaBear5 e)
    {
        for (int i = 0; i < KoalaBear5.Degree; i++) Word(e[i].Value);
    }

    private void Elements(ReadOnlySpan<KoalaBear> elements)
    {
        Reserve(4 * elements.Length);
        foreach (KoalaBear e in elements) Word(e.Value);
    }

    private void Elements(ReadOnlySpan<KoalaBear5> elements)
    {
        foreach (KoalaBear5 e in elements) Element(e);
    }

    private void Digest(in Digest d)
    {
        if (!_isKeccak)
        {
            Elements((ReadOnlySpan<KoalaBear>)d);
            return;
        }

        Reserve(KeccakHash.Bytes);
        KeccakHash.Write(d, _bytes.AsSpan(_length));
        _length += KeccakHash.Bytes;
    }

    private void Reserve(int count)
    {
        if (_length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(checked(_length + count), 2 * _bytes.Length));
    }
}
