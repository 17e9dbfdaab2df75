namespace Zkfp.Rollup.Rpc;

/// <summary>A node could not be asked, or answered with an error.</summary>
public sealed class RpcException : Exception
{
    public RpcException(string message, int? code = null, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>The JSON-RPC error code, if the node gave one.</summary>
    public int? Code { get; }

    /// <summary>The error's <c>data</c>, if it is a string: of a call that reverts, what it reverts with.</summary>
    public string? ErrorData { get; init; }

    /// <summary>Whether the node does not offer the method (JSON-RPC's code, or EIP-1474's).</summary>
    public bool IsUnknownMethod => Code is -32601 or -32004;
}
