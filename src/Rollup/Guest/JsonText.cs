using System.Text.Json;

namespace Zkfp.Rollup.Guest;

/// <summary>Reads JSON with errors for people.</summary>
internal static class JsonText
{
    /// <summary>Parses a document.</summary>
    /// <exception cref="FormatException">Not JSON, or no intact gzip file: what is wrong and where.</exception>
    public static JsonDocument Parse(Stream content)
    {
        try
        {
            return JsonDocument.Parse(content);
        }
        catch (JsonException e)
        {
            throw NotJson(e);
        }
        catch (InvalidDataException e)
        {
            throw new FormatException("the gzip data is damaged", e);
        }
    }

    /// <summary>The error of a text that is not JSON.</summary>
    public static FormatException NotJson(JsonException e) =>
        new($"not JSON from line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} on", e);
}
