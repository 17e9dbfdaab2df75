using Zkfp.Prover.Runs;

namespace Zkfp.Prover.Tests.Runs;

public class AheadTests
{
    private sealed class Element(int number, List<int> disposed) : IDisposable
    {
        public int Number => number;

        public void Dispose()
        {
            lock (disposed) disposed.Add(number);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Elements_come_in_order_and_stay_the_callers(bool works)
    {
        var disposed = new List<int>();
        using (var ahead = new Ahead<Element>(Source(3, disposed), works)) Assert.Equal([1, 2, 3], ahead.Elements().Select(e => e.Number));
        Assert.Empty(disposed);
    }

    [Fact]
    public void The_first_element_is_begun_before_it_is_asked_for()
    {
        using var begun = new ManualResetEventSlim();
        var disposed = new List<int>();
        using (new Ahead<Element>(Source(3, disposed, begun: begun), true)) Assert.True(begun.Wait(TimeSpan.FromMinutes(1)));
        Assert.Equal([1], disposed);
    }

    [Fact]
    public void The_element_that_waits_is_disposed_when_no_more_is_asked_for()
    {
        var disposed = new List<int>();
        using (var ahead = new Ahead<Element>(Source(3, disposed), true))
        {
            foreach (Element e in ahead.Elements())
            {
                Assert.Equal(1, e.Number);
                break;
            }
        }

        Assert.Equal([2], disposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Errors_arrive_where_their_element_would(bool works)
    {
        var seen = new List<int>();
        var disposed = new List<int>();
        using var ahead = new Ahead<Element>(Source(3, disposed, 2), works);
        Assert.Throws<InvalidDataException>(() =>
        {
            foreach (Element e in ahead.Elements()) seen.Add(e.Number);
        });
        Assert.Equal([1], seen);
    }

    private static IEnumerable<Element> Source(int count, List<int> disposed, int failAt = 0, ManualResetEventSlim? begun = null)
    {
        for (int i = 1; i <= count; i++)
        {
            begun?.Set();
            if (i == failAt) throw new InvalidDataException();
            yield return new Element(i, disposed);
        }
    }
}
