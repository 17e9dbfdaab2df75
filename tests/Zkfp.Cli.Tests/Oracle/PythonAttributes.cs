namespace Zkfp.Cli.Tests.Oracle;

/// <summary>What needs the preimage server; skipped by name where Python is not installed.</summary>
internal static class Python
{
    public static string? Missing { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(d => d.Length > 0 && File.Exists(Path.Combine(d, "python3"))) ? null : "not installed: python3";
}

/// <summary>A fact that runs the preimage server.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Python.Missing;
}

/// <summary>A theory that runs the preimage server.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = Python.Missing;
}
