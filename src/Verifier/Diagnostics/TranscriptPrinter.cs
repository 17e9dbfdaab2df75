using System.Globalization;
using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Transcript;

namespace Zkfp.Verifier.Diagnostics;

/// <summary>
/// Prints transcript events in order, one a line: number, <c>&gt;</c> for observed or <c>&lt;</c> for sampled, label, canonical values. The
/// number starts again with each transcript (the first event of one is its domain string). Two implementations agree when their lines do.
/// </summary>
public sealed class TranscriptPrinter(TextWriter writer) : ITranscriptObserver
{
    private readonly StringBuilder _line = new();
    private int _event;

    /// <summary>Events printed of all transcripts.</summary>
    public long Events { get; private set; }

    /// <inheritdoc/>
    public void OnObserve(string label, ReadOnlySpan<KoalaBear> elements)
    {
        if (label == "domain") _event = 0;
        Print('>', label, elements);
    }

    /// <inheritdoc/>
    public void OnSample(string label, ReadOnlySpan<KoalaBear> elements) => Print('<', label, elements);

    private void Print(char direction, string label, ReadOnlySpan<KoalaBear> elements)
    {
        _line.Clear();
        _line.Append(CultureInfo.InvariantCulture, $"{_event++:D6} {direction} {label}:");
        foreach (KoalaBear e in elements) _line.Append(CultureInfo.InvariantCulture, $" {e.Value}");
        _line.Append('\n');
        writer.Write(_line);
        Events++;
    }
}
