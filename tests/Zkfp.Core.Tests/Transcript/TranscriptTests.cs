using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Core.Tests.Transcripts;

public class TranscriptTests
{
    // A string that fills a block with its length: the buffer is empty afterwards.
    private static readonly string s_block = new('x', Transcript.Transcript.InputRate - 1);

    /// <summary>
    /// Blocks that leave the rate as it is, and differ in their length alone: without the length in the state all of them would be one
    /// transcript. A block may end in what looks like a length, or in zeros.
    /// </summary>
    [Fact]
    public void Blocks_of_different_lengths_differ()
    {
        var transcript = new Transcript.Transcript(s_block);
        (KoalaBear[] state, int position) = transcript.GrindState();
        Assert.Equal(0, position);
        var samples = new HashSet<KoalaBear5>();
        for (int n = 0; n <= Transcript.Transcript.InputRate; n++)
        {
            Transcript.Transcript t = transcript.Fork();
            t.Observe("rate", state.AsSpan(0, n));
            if (n == 0) for (int i = 0; i < FieldHash.Rate; i++) t.SampleBase("what is left");
            samples.Add(t.Sample("s"));
        }

        Assert.Equal(Transcript.Transcript.InputRate + 1, samples.Count);
    }

    /// <summary>Only the permutation changes the capacity, so that transcripts meet in nothing but a collision of all its elements.</summary>
    [Fact]
    public void Absorbing_leaves_the_capacity()
    {
        var transcript = new Transcript.Transcript(s_block);
        KoalaBear[] capacity = transcript.GrindState().State[FieldHash.Rate..];
        for (int n = 0; n < Transcript.Transcript.InputRate; n++)
        {
            Assert.Equal(capacity, transcript.GrindState().State[FieldHash.Rate..]);
            transcript.Observe("x", n);
        }

        Assert.NotEqual(capacity, transcript.GrindState().State[FieldHash.Rate..]);
    }
}
