using Zkfp.MipsVm.Hosting;
using Zkfp.Rollup.Preimages;

namespace Zkfp.Cli.Infrastructure;

/// <summary>What is known about the record of a proof.</summary>
internal sealed class RecordReport
{
    /// <summary>The finding for a record that belongs to the proof.</summary>
    public RecordReport(PreimageRecord record, IReadOnlyList<CheckedEntry> entries, string[] allowed)
    {
        Record = record;
        Entries = entries;
        Reason = entries.FirstOrDefault(e => e.State == EntryState.Wrong) is { } wrong ? $"WrongPreimage: {wrong.Text}" : null;
        string[] open = [.. entries.Where(e => e.State == EntryState.Unchecked).Select(Type).Distinct().Where(t => !allowed.Contains(t))];
        if (open.Length != 0) Open = $"values that nobody has checked, of type {string.Join(", ", open)} (--allow-unchecked accepts a type)";
    }

    private RecordReport(string? reason, string? open)
    {
        Reason = reason;
        Open = open;
    }

    /// <summary>The record; null where there is none that belongs to the proof.</summary>
    public PreimageRecord? Record { get; }

    /// <summary>Its entries.</summary>
    public IReadOnlyList<CheckedEntry> Entries { get; } = [];

    /// <summary>Why the proof does not say what is expected of it, or null.</summary>
    public string? Reason { get; }

    /// <summary>What the proof rests on without a check, or null.</summary>
    public string? Open { get; }

    /// <summary>Unchecked keys.</summary>
    public IEnumerable<string> Unchecked =>
        Entries.Where(e => e.State == EntryState.Unchecked).Select(e => $"{Type(e)} 0x{Convert.ToHexStringLower(e.Entry!.Key)}");

    /// <summary>A record that does not fit.</summary>
    public static RecordReport Invalid(string reason) => new(reason, null);

    /// <summary>No record.</summary>
    public static RecordReport Unknown(string why) => new(null, why);

    /// <summary>Digests and findings, for people.</summary>
    public void Print(TextWriter o)
    {
        if (Record is null) return;
        PrintDigests(o, Record);
        foreach (CheckedEntry e in Entries) o.WriteLine($"         {(e.State == EntryState.Unchecked ? "NOT CHECKED " : "")}{e.Text}");
    }

    /// <summary>Digests and keys of a record that nobody has checked.</summary>
    public static void Print(TextWriter o, PreimageRecord record, string path)
    {
        PrintDigests(o, record);
        foreach (IGrouping<byte, RecordEntry> type in record.Entries.GroupBy(e => e.Key[0]).OrderBy(g => g.Key))
        {
            o.WriteLine($"         {PreimageKey.TypeName(type.Key)}: {type.Count()} that no hash checks, in '{path}'");
            foreach (RecordEntry e in type) o.WriteLine($"           {PreimageKey.Describe(e.Key)}, {e.Value.Length} bytes");
        }
    }

    private static string Type(CheckedEntry e) => PreimageKey.TypeName(e.Entry!.Key[0]);

    private static void PrintDigests(TextWriter o, PreimageRecord record)
    {
        o.WriteLine($"  SHA-256 of standard output {Convert.ToHexStringLower(record.OutputDigest)}");
        o.WriteLine($"  SHA-256 of the record      {Convert.ToHexStringLower(record.EntriesDigest)}, {record.Entries.Count} preimage(s) that no hash checks");
    }
}
