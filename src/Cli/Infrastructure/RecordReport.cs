using System.Text.Json.Nodes;
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
        if (entries.FirstOrDefault(e => e.State == EntryState.Wrong) is { } wrong) (Kind, Reason) = ("WrongPreimage", $"WrongPreimage: {wrong.Text}");
        string[] open = [.. entries.Where(e => e.State == EntryState.Unchecked).Select(Type).Distinct().Where(t => !allowed.Contains(t))];
        if (open.Length != 0) Open = $"values that nobody has checked, of type {string.Join(", ", open)} (--allow-unchecked accepts a type)";
    }

    private RecordReport()
    {
    }

    /// <summary>The record; null where there is none that belongs to the proof.</summary>
    public PreimageRecord? Record { get; }

    /// <summary>Its entries.</summary>
    public IReadOnlyList<CheckedEntry> Entries { get; } = [];

    /// <summary>Why the proof does not say what is expected of it, or null.</summary>
    public string? Reason { get; private init; }

    /// <summary>The rule that is broken: WrongOutput, WrongRecord or WrongPreimage; or null.</summary>
    public string? Kind { get; private init; }

    /// <summary>What the proof rests on without a check, or null.</summary>
    public string? Open { get; private init; }

    /// <summary>Unchecked keys.</summary>
    public IEnumerable<string> Unchecked =>
        Entries.Where(e => e.State == EntryState.Unchecked).Select(e => $"{Type(e)} 0x{Convert.ToHexStringLower(e.Entry!.Key)}");

    /// <summary>A record that does not fit.</summary>
    public static RecordReport Invalid(string kind, string reason) => new() { Kind = kind, Reason = $"{kind}: {reason}" };

    /// <summary>No record.</summary>
    public static RecordReport Unknown(string why) => new() { Open = why };

    /// <summary>Digests and findings, for people.</summary>
    public void Print(Session session)
    {
        if (Record is null) return;
        PrintDigests(session, Record);
        foreach (CheckedEntry e in Entries) session.Line($"         {(e.State == EntryState.Unchecked ? "NOT CHECKED " : "")}{e.Text}");
    }

    /// <summary>Digests and keys of a record that nobody has checked.</summary>
    public static void Print(Session session, PreimageRecord record, string path)
    {
        PrintDigests(session, record);
        foreach (IGrouping<byte, RecordEntry> type in record.Entries.GroupBy(e => e.Key[0]).OrderBy(g => g.Key))
        {
            session.Line($"         {PreimageKey.TypeName(type.Key)}: {type.Count()} that no hash checks, in '{path}'");
            foreach (RecordEntry e in type) session.Line($"           {PreimageKey.Describe(e.Key)}, {e.Value.Length} bytes");
        }
    }

    /// <summary>The entries for programs; null where there is no record.</summary>
    public JsonArray? EntriesJson => Record is null ? null
        : new JsonArray([.. Entries.Select(e => (JsonNode?)Describe(e.Key, e.Entry?.Value.Length, e.State.ToString().ToLowerInvariant()))]);

    /// <summary>Digests and entries of a record that nobody has checked, or null thrice.</summary>
    public static void AddTo(JsonReport json, PreimageRecord? record) => json
        .Add("stdoutDigest", record is null ? null : Convert.ToHexStringLower(record.OutputDigest))
        .Add("recordDigest", record is null ? null : Convert.ToHexStringLower(record.EntriesDigest))
        .Add("recordEntries", record is null ? null : new JsonArray([.. record.Entries.Select(e => (JsonNode?)Describe(e.Key, e.Value.Length, "unchecked"))]));

    private static JsonObject Describe(byte[] key, int? bytes, string state) => new()
    {
        ["key"] = $"0x{Convert.ToHexStringLower(key)}",
        ["type"] = PreimageKey.TypeName(key[0]),
        ["bytes"] = bytes,
        ["state"] = state,
    };

    private static string Type(CheckedEntry e) => PreimageKey.TypeName(e.Key[0]);

    private static void PrintDigests(Session session, PreimageRecord record)
    {
        session.Line($"  SHA-256 of standard output {Convert.ToHexStringLower(record.OutputDigest)}");
        session.Line($"  SHA-256 of the record      {Convert.ToHexStringLower(record.EntriesDigest)}, {record.Entries.Count} preimage(s) that no hash checks");
    }
}
