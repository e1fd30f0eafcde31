using Bench.Core;

namespace Bench.Models;

/// <summary>All models, by name. A new model is one file and one line here.</summary>
public static class ModelCatalogue
{
    public static IReadOnlyList<ModelEntry> All { get; } = [];

    /// <exception cref="UserError">No model has that name.</exception>
    public static ModelEntry Find(string name) =>
        All.FirstOrDefault(m => m.Name == name) ?? throw new UserError(Names.Unknown("model", name, All.Select(m => m.Name)));
}
