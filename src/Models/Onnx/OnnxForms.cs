namespace Bench.Models;

/// <summary>Where an operation is written.</summary>
/// <param name="To">The graph that is written.</param>
/// <param name="Inputs">Names of its values there.</param>
/// <param name="Shapes">Of them, for one sample.</param>
/// <param name="Output">Of what it gives.</param>
internal sealed record OnnxSite(OnnxDraft To, IReadOnlyList<string> Inputs, IReadOnlyList<ValueShape> Shapes, ValueShape Output)
{
    /// <summary>The first of the inputs.</summary>
    public string X => Inputs[0];
}

/// <summary>How an operation is written: the nodes that compute the same in evaluation are added, and the name of their value is given.</summary>
internal sealed record OnnxForm(Type Of, Func<Operation, OnnxSite, string> Write)
{
    public static OnnxForm For<T>(Func<T, OnnxSite, string> write) where T : Operation => new(typeof(T), (operation, site) => write((T)operation, site));
}

/// <summary>The forms of all operations. A new kind of operation has one here.</summary>
internal static class OnnxForms
{
    private static readonly Dictionary<Type, OnnxForm> All =
        new[] { ActivationForms.All, LayerForms.All, NormForms.All, PoolForms.All, ShapeForms.All, TokenForms.All }.SelectMany(f => f).ToDictionary(f => f.Of);

    /// <summary>Whether a kind of operation can be written.</summary>
    public static bool Has(Type operation) => All.ContainsKey(operation);

    /// <exception cref="Core.UserError">There is no form of it.</exception>
    public static string Write(Operation operation, OnnxSite site) => All.TryGetValue(operation.GetType(), out var form)
        ? form.Write(operation, site)
        : throw new Core.UserError($"operation {operation.GetType().Name} has no form in ONNX");
}
