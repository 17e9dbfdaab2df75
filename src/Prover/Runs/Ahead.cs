namespace Zkfp.Prover.Runs;

/// <summary>Works one element ahead of whoever takes the elements.</summary>
internal static class Ahead
{
    /// <summary>
    /// The elements of <paramref name="source"/>, each computed on another thread while the one before is in use: at most one element waits. An
    /// element that is no longer asked for is disposed, and the enumeration ends only when nothing runs any more.
    /// </summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> source)
        where T : IDisposable
    {
        IEnumerator<T> elements = source.GetEnumerator();
        Task<bool> next = Task.Run(elements.MoveNext);
        bool waiting = true;
        try
        {
            while (next.GetAwaiter().GetResult())
            {
                T element = elements.Current;
                next = Task.Run(elements.MoveNext);
                yield return element;
            }

            waiting = false;
        }
        finally
        {
            // Whoever stopped early has an error of his own, or wants no more.
            if (waiting && Arrives(next)) elements.Current.Dispose();
            elements.Dispose();
        }
    }

    private static bool Arrives(Task<bool> next)
    {
        ((IAsyncResult)next).AsyncWaitHandle.WaitOne();
        return next.IsCompletedSuccessfully && next.Result;
    }
}
