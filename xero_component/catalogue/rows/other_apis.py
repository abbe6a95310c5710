"""What Xero's APIs beside the Accounting API list: assets, projects and files.

https://developer.xero.com/documentation/api/assets/overview
https://developer.xero.com/documentation/api/projects/overview
https://developer.xero.com/documentation/api/files/overview
"""

from xero_component.catalogue.apis import Api
from xero_component.catalogue.records.asset import Asset, AssetType
from xero_component.catalogue.records.file import File, Folder
from xero_component.catalogue.records.project import Project, ProjectUser, Task, TimeEntry
from xero_component.catalogue.xero_object import Pages, XeroObject

_ASSETS = "Fixed assets are not in every plan of Xero, and not open to every user."
_PROJECTS = "Xero Projects is not in every plan of Xero, and not open to every user."
_FILES = "The files library is not open to every user."

ASSETS: XeroObject[Asset] = XeroObject(
    key="assets",
    api=Api.ASSETS,
    path="Assets",
    id_field="assetId",
    scope="assets",
    record=Asset,
    reply_key="items",
    pages=Pages.NUMBERED,
    page_size=100,
    statuses=("DRAFT", "REGISTERED", "DISPOSED"),
    where=False,
    ordered=False,
    restricted=_ASSETS,
)
ASSET_TYPES: XeroObject[AssetType] = XeroObject(
    key="asset_types",
    api=Api.ASSETS,
    path="AssetTypes",
    id_field="assetTypeId",
    scope="assets",
    record=AssetType,
    where=False,
    ordered=False,
    restricted=_ASSETS,
)
PROJECTS: XeroObject[Project] = XeroObject(
    key="projects",
    api=Api.PROJECTS,
    path="Projects",
    id_field="projectId",
    scope="projects",
    record=Project,
    reply_key="items",
    pages=Pages.NUMBERED,
    page_size=500,
    where=False,
    ordered=False,
    restricted=_PROJECTS,
)
PROJECT_TASKS: XeroObject[Task] = XeroObject(
    key="project_tasks",
    api=Api.PROJECTS,
    path="Tasks",
    id_field="taskId",
    scope="projects",
    record=Task,
    reply_key="items",
    within=PROJECTS,
    pages=Pages.NUMBERED,
    page_size=500,
    where=False,
    ordered=False,
    restricted=_PROJECTS,
)
PROJECT_TIME: XeroObject[TimeEntry] = XeroObject(
    key="project_time_entries",
    api=Api.PROJECTS,
    path="Time",
    id_field="timeEntryId",
    scope="projects",
    record=TimeEntry,
    reply_key="items",
    within=PROJECTS,
    pages=Pages.NUMBERED,
    page_size=500,
    where=False,
    ordered=False,
    restricted=_PROJECTS,
)
PROJECT_USERS: XeroObject[ProjectUser] = XeroObject(
    key="project_users",
    api=Api.PROJECTS,
    path="ProjectsUsers",
    id_field="userId",
    scope="projects",
    record=ProjectUser,
    reply_key="items",
    pages=Pages.NUMBERED,
    page_size=500,
    where=False,
    ordered=False,
    restricted=_PROJECTS,
)
FILES: XeroObject[File] = XeroObject(
    key="files",
    api=Api.FILES,
    path="Files",
    id_field="Id",
    scope="files",
    record=File,
    reply_key="Items",
    pages=Pages.NUMBERED,
    page_size=100,
    size_parameter="pagesize",
    always={"sort": "CreatedDateUTC", "direction": "ASC"},
    where=False,
    ordered=False,
    restricted=_FILES,
)
FOLDERS: XeroObject[Folder] = XeroObject(
    key="folders",
    api=Api.FILES,
    path="Folders",
    id_field="Id",
    scope="files",
    record=Folder,
    where=False,
    ordered=False,
    restricted=_FILES,
)
