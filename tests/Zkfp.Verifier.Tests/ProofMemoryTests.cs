using Zkfp.Core.Field;
using Zkfp.Core.Transcript;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests;

/// <summary>Tests that measure the process and so run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

[Collection(nameof(Alone))]
public class ProofMemoryTests
{
    /// <summary>Live memory when the last shard is verified is what it was at the first: nothing of the others is kept.</summary>
    [Fact]
    public void Memory_holds_one_shard()
    {
        ToyProof honest = ToyProof.Make();
        byte[] shard = ProofWriter.Write(ToyMachine.Machine, honest.Proof.Shards[0]);
        using var plain = new MemoryStream(ProofWriter.Write(ToyMachine.Machine, honest.Proof));
        Assert.True(RunVerifier.Verify(ToyMachine.Machine, honest.Key, plain).IsValid); // fills what is made once
        plain.Position = 0;
        var gauge = new MemoryGauge();
        Assert.True(RunVerifier.Verify(ToyMachine.Machine, honest.Key, plain, gauge).IsValid);
        Assert.Equal(1 + honest.Proof.Shards.Length, gauge.Live.Count); // Γ's transcript and one per shard
        Assert.InRange(gauge.Live[^1] - gauge.Live[1], long.MinValue, shard.Length);
    }

    private sealed class MemoryGauge : ITranscriptObserver
    {
        public List<long> Live { get; } = [];

        public void OnObserve(string label, ReadOnlySpan<KoalaBear> elements)
        {
            if (label == "domain") Live.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        public void OnSample(string label, ReadOnlySpan<KoalaBear> elements)
        {
        }
    }
}
