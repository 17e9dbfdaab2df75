using Zkfp.Core.Field;
using Zkfp.Core.Parallel;
using Zkfp.Core.Transcript;

namespace Zkfp.Core.Tests.Transcripts;

public class GrinderTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(6, 0)]
    [InlineData(8, 5)]
    [InlineData(11, 7)]
    [InlineData(14, 1)]
    [InlineData(7, 8)]
    public void Finds_the_lowest_nonce_that_the_transcript_accepts(int bits, int observed)
    {
        var transcript = new Transcript.Transcript("grind");
        for (int i = 0; i < observed; i++) transcript.Observe("x", new KoalaBear((ulong)(bits + i)));
        var found = new HashSet<KoalaBear>();
        foreach (int threads in (int[])[1, 2, 3])
        {
            using var pool = new WorkerPool(threads);
            found.Add(Grinder.Search(transcript, bits, pool));
        }

        KoalaBear nonce = Assert.Single(found);
        Assert.True(transcript.Fork().CheckGrind("g", nonce, bits));
        for (ulong x = 0; x < nonce.Value; x++) Assert.False(transcript.Fork().CheckGrind("g", new KoalaBear(x), bits));
    }

    [Fact]
    public void Grinding_leaves_the_state_that_a_verifier_reaches()
    {
        using var pool = new WorkerPool(2);
        var prover = new Transcript.Transcript("grind");
        Transcript.Transcript verifier = prover.Fork();
        KoalaBear nonce = Grinder.Grind(prover, "g", 9, pool);
        Assert.True(verifier.CheckGrind("g", nonce, 9));
        Assert.Equal(prover.Sample("s"), verifier.Sample("s"));
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        using var pool = new WorkerPool(1);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Grinder.Search(new Transcript.Transcript("x"), 24, pool, source.Token));
    }
}
