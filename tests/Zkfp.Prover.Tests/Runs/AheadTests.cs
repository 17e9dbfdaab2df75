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

    [Fact]
    public void Elements_come_in_order_and_stay_the_callers()
    {
        var disposed = new List<int>();
        Assert.Equal([1, 2, 3], Ahead.Of(Source(3, disposed)).Select(e => e.Number));
        Assert.Empty(disposed);
    }

    [Fact]
    public void The_element_that_waits_is_disposed_when_no_more_is_asked_for()
    {
        var disposed = new List<int>();
        foreach (Element e in Ahead.Of(Source(3, disposed)))
        {
            Assert.Equal(1, e.Number);
            break;
        }

        Assert.Equal([2], disposed);
    }

    [Fact]
    public void Errors_arrive_where_their_element_would()
    {
        var seen = new List<int>();
        var disposed = new List<int>();
        Assert.Throws<InvalidDataException>(() =>
        {
            foreach (Element e in Ahead.Of(Source(3, disposed, 2))) seen.Add(e.Number);
        });
        Assert.Equal([1], seen);
    }

    private static IEnumerable<Element> Source(int count, List<int> disposed, int failAt = 0)
    {
        for (int i = 1; i <= count; i++)
        {
            if (i == failAt) throw new InvalidDataException();
            yield return new Element(i, disposed);
        }
    }
}
