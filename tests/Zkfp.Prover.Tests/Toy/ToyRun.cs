using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier;

namespace Zkfp.Prover.Tests.Toy;

/// <summary>Proves runs of the toy machine in memory.</summary>
internal sealed class ToyRun : IDisposable
{
    private readonly int _workRows, _romRows, _addresses, _seed;
    private readonly IProverBackend _backend;

    public ToyRun(int logHeight, int workRows, int romRows, int addresses, int seed, int shards, IProverBackend? backend = null, int extraColumns = 0)
    {
        _workRows = workRows;
        _romRows = romRows;
        _addresses = addresses;
        _seed = seed;
        Shards = shards;
        _backend = backend ?? CpuBackend.Create(2);
        Machine = new ToyMachine(extraColumns);
        TraceTable?[] preprocessed = Machine.Preprocessed(romRows, addresses);
        Key = ProvingKey.Create(Machine.Definition, logHeight, 11, 21, preprocessed, [], _backend);
        foreach (TraceTable? t in preprocessed) t?.Dispose();
    }

    public ToyMachine Machine { get; }

    public ProvingKey Key { get; }

    public int Shards { get; }

    public IProverBackend Backend => _backend;

    /// <summary>The honest traces.</summary>
    public List<ShardTrace> Traces()
    {
        var random = new Random(_seed);
        var memory = new uint[_addresses];
        for (int i = 0; i < memory.Length; i++) memory[i] = (uint)(7 * i);
        var result = new List<ShardTrace>();
        for (int s = 1; s <= Shards; s++)
            result.Add(Machine.Shard(s, Shards, Math.Max(1, _workRows / s + s % 3), _romRows, memory, random));
        return result;
    }

    /// <summary>The proof of traces that <paramref name="change"/> may damage.</summary>
    public byte[] Prove(Action<List<ShardTrace>>? change = null)
    {
        List<ShardTrace> traces = Traces();
        change?.Invoke(traces);
        var phase = new GammaBuilder(Key);
        foreach (ShardTrace t in traces)
        {
            using BoundaryCommitment c = BoundaryCommitment.Commit(Key, _backend, t, phase.Count + 1 == Shards);
            phase.Add(c);
        }

        GammaResult gamma = phase.Finish(_backend);
        var proofs = new ShardProof[Shards];
        for (int i = 0; i < Shards; i++)
            proofs[i] = ShardProver.Prove(Key, _backend, traces[i], i == Shards - 1, gamma.Challenges);
        return ProofWriter.Write(Machine.Definition, new RunProof(Key.VerifyingKey.Digest, gamma.Nonce, proofs));
    }

    public VerificationResult Verify(byte[] proof) => RunVerifier.Verify(Machine.Definition, Key.VerifyingKey, proof);

    public static uint Add(uint value, uint delta) => (new KoalaBear(value) + new KoalaBear(delta)).Value;

    public void Dispose()
    {
        Key.Dispose();
        _backend.Dispose();
    }
}
