namespace Zkfp.Prover.Runs;

/// <summary>
/// Works one element ahead of whoever takes the elements, from its creation on: each is computed on another thread while the one before is in use, and at most
/// one waits. An element that is no longer asked for is disposed, and <see cref="Dispose"/> returns only when nothing runs any more.
/// </summary>
internal sealed class Ahead<T> : IDisposable
    where T : IDisposable
{
    private readonly IEnumerator<T> _source;
    private readonly bool _ahead;
    private Task<bool>? _next;

    /// <summary>Starts with the first element of <paramref name="source"/>; if not <paramref name="ahead"/>, elements are computed when they are asked for.</summary>
    public Ahead(IEnumerable<T> source, bool ahead)
    {
        (_source, _ahead) = (source.GetEnumerator(), ahead);
        if (ahead) _next = Task.Run(_source.MoveNext);
    }

    /// <summary>The elements, once.</summary>
    public IEnumerable<T> Elements()
    {
        while (_next?.GetAwaiter().GetResult() ?? (!_ahead && _source.MoveNext()))
        {
            T element = _source.Current;
            if (_ahead) _next = Task.Run(_source.MoveNext);
            yield return element;
        }

        _next = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Whoever stopped early has an error of his own, or wants no more.
        if (_next is { } next && Arrives(next)) _source.Current.Dispose();
        _next = null;
        _source.Dispose();
    }

    private static bool Arrives(Task<bool> next)
    {
        ((IAsyncResult)next).AsyncWaitHandle.WaitOne();
        return next.IsCompletedSuccessfully && next.Result;
    }
}
