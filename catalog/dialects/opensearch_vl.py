r"""`opensearch_vl`: as `hermes`, but replies stand in `<observation>` and the final answer in `<response>`.

<think>\nthe page names the river\n</think>\n<response>\nthe Cauvery\n</response>
"""

from synthloom.catalog.dialects.json_calls import JsonCalls

OPENSEARCH_VL = JsonCalls("observation", "response").dialect("opensearch_vl", ("OpenSearch-VL",))
