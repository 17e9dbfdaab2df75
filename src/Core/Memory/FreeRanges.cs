namespace Zkfp.Core.Memory;

/// <summary>The free ranges of [0, length), in units: best fit, neighbours merged. Not safe for several threads.</summary>
internal sealed class FreeRanges
{
    // By start; no two touch.
    private readonly List<(int Start, int Length)> _ranges = [];

    /// <summary>All of [0, <paramref name="length"/>) is free.</summary>
    public FreeRanges(int length)
    {
        if (length > 0) _ranges.Add((0, length));
    }

    /// <summary>The free ranges by start.</summary>
    public IReadOnlyList<(int Start, int Length)> Ranges => _ranges;

    /// <summary>Takes the start of the shortest range, the first of several, that holds <paramref name="length"/> units; −1 if there is none.</summary>
    public int Take(int length)
    {
        int best = -1;
        for (int i = 0; i < _ranges.Count; i++)
        {
            int free = _ranges[i].Length;
            if (free >= length && (best < 0 || free < _ranges[best].Length)) best = i;
        }

        if (best < 0) return -1;
        (int start, int rangeLength) = _ranges[best];
        if (rangeLength == length) _ranges.RemoveAt(best);
        else _ranges[best] = (start + length, rangeLength - length);
        return start;
    }

    /// <summary>Gives a taken range back.</summary>
    /// <exception cref="InvalidOperationException">A part of it is free.</exception>
    public void Give(int start, int length)
    {
        int next = 0;
        while (next < _ranges.Count && _ranges[next].Start < start) next++;
        bool joinsNext = next < _ranges.Count && start + length >= _ranges[next].Start;
        bool joinsPrevious = next > 0 && _ranges[next - 1].Start + _ranges[next - 1].Length >= start;
        if ((joinsNext && start + length > _ranges[next].Start) || (joinsPrevious && _ranges[next - 1].Start + _ranges[next - 1].Length > start))
            throw new InvalidOperationException($"[{start}, {start + length}) was returned while a part of it is free.");
        int first = joinsPrevious ? _ranges[next - 1].Start : start;
        int end = joinsNext ? _ranges[next].Start + _ranges[next].Length : start + length;
        if (joinsNext) _ranges.RemoveAt(next);
        if (joinsPrevious) _ranges[next - 1] = (first, end - first);
        else _ranges.Insert(next, (first, end - first));
    }
}
