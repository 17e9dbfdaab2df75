using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zkfp.Cli.Infrastructure;

/// <summary>What a command reports, for programs: one object on one line. Members that have no value are null, not absent.</summary>
internal sealed class JsonReport
{
    // The line goes to a terminal or a log, never into HTML: no need to escape quotes as code points.
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _object;

    /// <summary>Starts the object.</summary>
    public JsonReport(string command) => _object = new JsonObject { ["command"] = command };

    /// <summary>Drops all members but the command.</summary>
    public JsonReport Clear()
    {
        foreach (string name in _object.Select(m => m.Key).Where(n => n != "command").ToList()) _object.Remove(name);
        return this;
    }

    /// <summary>Sets a text; null is written as null.</summary>
    public JsonReport Add(string name, string? value) => Add(name, (JsonNode?)value);

    /// <summary>Sets an integer, or null.</summary>
    public JsonReport Add(string name, long? value) => Add(name, (JsonNode?)value);

    /// <summary>Sets a number, to six decimals, or null.</summary>
    public JsonReport Add(string name, double? value) => Add(name, value is { } v ? Math.Round(v, 6) : (JsonNode?)null);

    /// <summary>Sets a truth value.</summary>
    public JsonReport Add(string name, bool value) => Add(name, (JsonNode?)value);

    /// <summary>Sets an object of numbers.</summary>
    public JsonReport Add(string name, IEnumerable<KeyValuePair<string, double>> values) =>
        Add(name, new JsonObject(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)Math.Round(v.Value, 6)))));

    /// <summary>Sets anything.</summary>
    public JsonReport Add(string name, JsonNode? value)
    {
        _object[name] = value;
        return this;
    }

    /// <summary>The object on one line.</summary>
    public override string ToString() => _object.ToJsonString(s_options);

    /// <summary>Writes the object as one line.</summary>
    public void Print(TextWriter writer)
    {
        writer.WriteLine(ToString());
        writer.Flush();
    }
}
