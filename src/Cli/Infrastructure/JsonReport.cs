using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Zkfp.Cli.Infrastructure;

/// <summary>The result of a command: printed for people, or with `--json` as one object on the last line of standard error.</summary>
internal sealed class JsonReport
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;

    /// <summary>Starts the object.</summary>
    public JsonReport(string command)
    {
        // The line goes to a terminal or a log, never into HTML: no need to escape quotes as code points.
        _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _writer.WriteStartObject();
        _writer.WriteString("command", command);
    }

    /// <summary>Adds a text; null is written as null.</summary>
    public JsonReport Add(string name, string? value)
    {
        _writer.WriteString(name, value);
        return this;
    }

    /// <summary>Adds an integer.</summary>
    public JsonReport Add(string name, long value)
    {
        _writer.WriteNumber(name, value);
        return this;
    }

    /// <summary>Adds a number, to six decimals.</summary>
    public JsonReport Add(string name, double value)
    {
        _writer.WriteNumber(name, Math.Round(value, 6));
        return this;
    }

    /// <summary>Adds an integer, or null.</summary>
    public JsonReport Add(string name, long? value) => value is { } v ? Add(name, v) : Add(name, (string?)null);

    /// <summary>Adds a number, or null.</summary>
    public JsonReport Add(string name, double? value) => value is { } v ? Add(name, v) : Add(name, (string?)null);

    /// <summary>Adds a truth value.</summary>
    public JsonReport Add(string name, bool value)
    {
        _writer.WriteBoolean(name, value);
        return this;
    }

    /// <summary>Adds an object of numbers.</summary>
    public JsonReport Add(string name, IEnumerable<KeyValuePair<string, double>> values)
    {
        _writer.WriteStartObject(name);
        foreach ((string key, double value) in values) _writer.WriteNumber(key, Math.Round(value, 6));
        _writer.WriteEndObject();
        return this;
    }

    /// <summary>Adds a list of texts, or null.</summary>
    public JsonReport Add(string name, IEnumerable<string>? values)
    {
        if (values is null) return Add(name, (string?)null);
        _writer.WriteStartArray(name);
        foreach (string value in values) _writer.WriteStringValue(value);
        _writer.WriteEndArray();
        return this;
    }

    /// <summary>Writes the object as one line.</summary>
    public void Print(TextWriter writer)
    {
        _writer.WriteEndObject();
        _writer.Flush();
        writer.WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
        writer.Flush();
    }
}
