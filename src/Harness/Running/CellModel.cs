using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.Sweeps;

namespace Bench.Harness.Running;

/// <summary>The model of a cell: of the catalogue, or a network of the user's own.</summary>
public static class CellModel
{
    /// <exception cref="UserError">No model has the name; or the file of the network is missing, or has changed since the sweep was planned.</exception>
    public static ModelEntry Of(CellSpec cell)
    {
        if (cell.Network is not { } own) return ModelCatalogue.Find(cell.Model);
        var content = File.Exists(own.Path) ? OnnxFile.FingerprintOf(own.Path) : throw new UserError($"the network {own.Path} does not exist (SHA-256 {own.Sha256})");
        return content == own.Sha256 ? OnnxModel.Of(cell.Model, own.Path) : throw new UserError($"the network {own.Path} has changed since the sweep was planned");
    }
}
